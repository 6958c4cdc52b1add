#include "bench/protocol_bench.h"

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/scratch_directory.h"
#include "bench/servers.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t starts_per_run = 20;
constexpr std::size_t warm_up_calls = 2'000;  // enough for V8 to have compiled its hot paths
constexpr std::size_t turns_per_run = 10;
constexpr std::size_t calls_per_turn = 500;
constexpr std::size_t lists_per_turn = 100;
constexpr std::size_t pipelined_calls_per_turn = 4'000;
constexpr std::size_t window = 64;

const Call ping{"ping", nullptr};
const Call list{"tools/list", Json::object()};

// One server of the comparison and what one run has measured of it so far.
struct Contestant {
  Server server;
  std::filesystem::path store;
  std::unique_ptr<McpStdioClient> client;
  Call tool_call;
  Latency starts, pings, tool_calls, lists;
  Throughput pipelined_pings, pipelined_tool_calls;
};

std::vector<Contestant> contestants_of(const Settings& settings, const ScratchDirectory& scratch) {
  std::vector<Contestant> all;
  std::vector<Server> servers = {memory_mcp_server(settings), everything_server(settings),
                                 knowledge_graph_server(settings), echo_server(settings)};
  for (Server& server : servers) {
    Contestant& entered = all.emplace_back();
    entered.store = scratch.make(server.name);
    entered.server = std::move(server);
  }
  return all;
}

void start_once(Contestant& contestant) {
  McpStdioClient client(contestant.server.command(contestant.store));
  contestant.starts.add(client.start_ms());
  const int exit_code = client.stop();
  if (exit_code != 0) {
    throw BenchError(contestant.server.name + " left with " + std::to_string(exit_code) +
                     " at the end of its input");
  }
}

// Behind the answer to a ping, initialize is over in every server.
void record_idle_memory(Contestant& contestant, Report& report) {
  contestant.client->call(ping);
  report.record({"idle_rss_mb", "idle resident memory", "MB", Better::lower, 20},
                contestant.server.name,
                static_cast<double>(contestant.client->resident_bytes()) / 1e6);
}

void warm_up(Contestant& contestant) {
  McpStdioClient& client = *contestant.client;
  contestant.tool_call = contestant.server.trivial_tool_call(client);
  client.repeat(ping, warm_up_calls);
  client.repeat(contestant.tool_call, warm_up_calls);
  client.repeat(list, warm_up_calls);
}

void take_turn(Contestant& contestant) {
  McpStdioClient& client = *contestant.client;
  const Call& tool_call = contestant.tool_call;
  contestant.pings.add(client.repeat(ping, calls_per_turn));
  contestant.tool_calls.add(client.repeat(tool_call, calls_per_turn));
  contestant.lists.add(client.repeat(list, lists_per_turn));
  contestant.pipelined_pings.add(
      client.pipeline(pipelined_calls_per_turn, window, [](std::size_t) { return ping; }));
  contestant.pipelined_tool_calls.add(
      client.pipeline(pipelined_calls_per_turn, window, [&](std::size_t) { return tool_call; }));
}

void record(const Contestant& contestant, Report& report) {
  const auto lower = [&](const std::string& name, const std::string& label, double value,
                         std::optional<double> goal = {}) {
    report.record({name, label, "ms", Better::lower, goal}, contestant.server.name, value);
  };
  const auto higher = [&](const std::string& name, const std::string& label, double value,
                          std::optional<double> goal = {}) {
    report.record({name, label, "calls/s", Better::higher, goal}, contestant.server.name, value);
  };
  lower("start_p50_ms", "start to answer of initialize, p50", contestant.starts.p50_ms(), 20);
  lower("start_p99_ms", "start to answer of initialize, p99", contestant.starts.p99_ms());
  lower("ping_p50_ms", "ping, one in flight, p50", contestant.pings.p50_ms());
  lower("ping_p99_ms", "ping, one in flight, p99", contestant.pings.p99_ms());
  lower("tool_call_p50_ms", "trivial tool call, one in flight, p50", contestant.tool_calls.p50_ms(),
        0.03);
  lower("tool_call_p99_ms", "trivial tool call, one in flight, p99",
        contestant.tool_calls.p99_ms());
  lower("tools_list_p50_ms", "tools/list, p50", contestant.lists.p50_ms(), 0.05);
  higher("ping_pipelined_per_s", "ping, 64 in flight", contestant.pipelined_pings.per_second());
  higher("tool_call_pipelined_per_s", "trivial tool call, 64 in flight",
         contestant.pipelined_tool_calls.per_second(), 50'000);
}

}  // namespace

// The servers take turns all the time, a few hundred calls each, so that whatever else the machine
// does hits all of them: on a small machine that is more than the difference between two servers.
void run_protocol_bench(const Settings& settings, Report& report) {
  for (std::size_t run = 0; run < settings.runs; ++run) {
    std::cerr << "run " << run + 1 << " of " << settings.runs << "\n";
    const ScratchDirectory scratch(settings.scratch);
    std::vector<Contestant> contestants = contestants_of(settings, scratch);
    for (std::size_t n = 0; n < starts_per_run; ++n) {
      for (Contestant& contestant : contestants) start_once(contestant);
    }
    for (Contestant& contestant : contestants) {
      contestant.client =
          std::make_unique<McpStdioClient>(contestant.server.command(contestant.store));
      record_idle_memory(contestant, report);
      warm_up(contestant);
    }
    for (std::size_t turn = 0; turn < turns_per_run; ++turn) {
      for (Contestant& contestant : contestants) take_turn(contestant);
    }
    for (const Contestant& contestant : contestants) record(contestant, report);
  }
}

}  // namespace memory_mcp::bench
