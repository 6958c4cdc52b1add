#include <malloc.h>

#include "apps/assemble.h"
#include "apps/command.h"
#include "apps/http_service.h"
#include "apps/retention_runs.h"
#include "assembly/server_description.h"
#include "assembly/version.h"
#include "base/log.h"
#include "base/ticker.h"
#include "conformance/conformance_features.h"
#include "transport/stdio.h"
#include "transport/stop_signal.h"

namespace memory_mcp {
namespace {

struct Arguments {
  bool conformance = false;

  static constexpr auto fields() {
    return std::tuple{optional("conformance", &Arguments::conformance,
                               "Serve what the official conformance suite calls, over an empty "
                               "memory, instead of memory.")};
  }
};

// How often memory that is not used is given back to the system, which takes milliseconds.
constexpr std::chrono::seconds memory_return_interval{30};

// By default each answer of more than 128 KiB gives its memory back, and the next one pays for
// every page of it again, which takes longer than to write it.
void keep_memory_between_calls() {
  constexpr int used_again_max = 4 << 20;
  // NOLINTBEGIN(concurrency-mt-unsafe): there is one thread yet.
  ::mallopt(M_MMAP_THRESHOLD, used_again_max);
  ::mallopt(M_TRIM_THRESHOLD, 2 * used_again_max);
  // NOLINTEND(concurrency-mt-unsafe)
}

Status serve_server(const Settings& settings, Assembly& assembly, const McpServer& server) {
  if (!settings.http.empty()) return serve_over_http(settings, assembly, server);
  log_info("serving", {{"version", version}, {"transport", "stdio"}, {"store", settings.store}});
  return serve_stdio(server, static_cast<std::size_t>(settings.workers), {});
}

Status serve_conformance(Settings settings) {
  settings.store = "in_memory:";
  const auto assembly = TRY(assemble(settings));
  ToolUsage usage;
  const McpServer server(describe_server(), conformance_features(*assembly->store), usage);
  return serve_server(settings, *assembly, server);
}

// A configuration file may be for both; who gives a flag expects that it does something.
Status check_flags(const Configuration& configuration) {
  if (!configuration.settings.http.empty()) return Done{};
  if (const auto flag = flag_for_http(configuration)) {
    return invalid_argument(*flag, "is for serving over HTTP: give an address as http, too");
  }
  return Done{};
}

Status run(const Arguments& arguments, CommandContext& context) {
  block_stop_signals();  // Before opening the store starts the first thread.
  keep_memory_between_calls();
  const Settings& settings = context.configuration.settings;
  TRY(check_flags(context.configuration));
  if (arguments.conformance) return serve_conformance(settings);
  const auto assembly = TRY(assemble(settings));
  assembly->sandbox->warm_up();
  assembly->recall.warm_up();
  assembly->advisor.warm_up();
  assembly->call_keeper.keep_each_minute();
  const RetentionRuns retention(*assembly);
  // What a burst of large answers took would stay with the process for good.
  const Ticker give_back(memory_return_interval, [] { ::malloc_trim(0); });
  return serve_server(settings, *assembly, assembly->server);
}

}  // namespace

std::vector<Command> serve() {
  return {typed_command<Arguments>(
      {.name = "serve", .summary = "Serve MCP on standard input and output, or over HTTP."}, run)};
}

}  // namespace memory_mcp
