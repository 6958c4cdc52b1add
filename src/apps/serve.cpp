#include "apps/assemble.h"
#include "apps/command.h"
#include "assembly/version.h"
#include "base/log.h"
#include "transport/stdio.h"
#include "transport/stop_signal.h"

namespace memory_mcp {
namespace {

struct Arguments {
  static constexpr auto fields() { return std::tuple{}; }
};

Status run(const Arguments&, CommandContext& context) {
  block_stop_signals();  // Before opening the store starts the first thread.
  const Settings& settings = context.configuration.settings;
  const auto assembly = TRY(assemble(settings));
  assembly->sandbox->warm_up();
  assembly->recall.warm_up();
  assembly->advisor.warm_up();
  assembly->call_keeper.keep_each_minute();
  log_info("serving", {{"version", version}, {"transport", "stdio"}, {"store", settings.store}});
  return serve_stdio(assembly->server, static_cast<std::size_t>(settings.workers), {});
}

}  // namespace

std::vector<Command> serve() {
  return {typed_command<Arguments>(
      {.name = "serve", .summary = "Serve MCP on standard input and output."}, run)};
}

}  // namespace memory_mcp
