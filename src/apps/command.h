// What a command of the command line is: a name, described arguments, and something to run. Flags,
// help, completion and documentation are all derived from the description.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/configuration.h"
#include "apps/console.h"
#include "json/from_json.h"
#include "json/schema.h"

namespace memory_mcp {

struct CommandInfo {
  std::string name;     // One word, or two for a command of a group: "episodes list".
  std::string summary;  // One line.
  // Arguments that may be given by position instead of by flag, in this order.
  std::vector<std::string> positionals = {};
};

// What a command may use.
struct CommandContext {
  const Configuration& configuration;
  Console& console;
};

struct Command {
  CommandInfo info;
  Json schema;  // Of its arguments.
  std::function<Status(const Json& arguments, CommandContext& context)> run;
};

// `body` is Status(const Arguments&, CommandContext&).
template <Described Arguments, typename Body>
Command typed_command(const CommandInfo& info, Body body) {
  return {.info = info,
          .schema = schema_of<Arguments>(SchemaUse::input),
          .run = [body = std::move(body)](const Json& json, CommandContext& context) -> Status {
            return body(TRY(from_json<Arguments>(json, "arguments")), context);
          }};
}

// Every command of command_list.def, in its order.
std::vector<Command> all_commands();

}  // namespace memory_mcp
