// "memory-mcp version".
#include "apps/command.h"
#include "assembly/version.h"
#include "mcp/revision.h"

namespace memory_mcp {
namespace {

struct Arguments {
  static constexpr auto fields() { return std::tuple{}; }
};

Status run(const Arguments&, CommandContext& context) {
  Json revisions = Json::array();
  std::string list;
  for (const auto& [revision, name] : names_of(Revision{})) {
    revisions.push_back(name);
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  context.console.print_either({{"version", version}, {"mcp_revisions", revisions}},
                               "memory-mcp " + std::string(version) + ", MCP " + list + "\n");
  return Done{};
}

}  // namespace

std::vector<Command> version_command() {
  return {typed_command<Arguments>({.name = "version", .summary = "Show the version."}, run)};
}

}  // namespace memory_mcp
