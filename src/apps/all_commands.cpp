#include "apps/command.h"

namespace memory_mcp {

#define COMMAND(name) std::vector<Command> name();
#include "apps/command_list.def"
#undef COMMAND

std::vector<Command> all_commands() {
  std::vector<Command> commands;
#define COMMAND(name) \
  for (auto& command : name()) commands.push_back(std::move(command));
#include "apps/command_list.def"
#undef COMMAND
  return commands;
}

}  // namespace memory_mcp
