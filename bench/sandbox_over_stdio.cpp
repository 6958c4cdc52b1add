#include "bench/sandbox_over_stdio.h"

#include <thread>

#include "bench/bench_error.h"
#include "bench/process_facts.h"
#include "bench/servers.h"

namespace memory_mcp::bench {
namespace {

constexpr std::chrono::milliseconds pause{1};
// By then the last processes have ended and the next ones are ready.
constexpr std::chrono::milliseconds settling_time{500};

Command command_of(const Settings& settings, const std::filesystem::path& store,
                   std::optional<std::size_t> running_max) {
  Command command = memory_mcp_server(settings).command(store);
  if (running_max) {
    command.argv.insert(command.argv.end(), {"--sandbox-running", std::to_string(*running_max)});
  }
  return command;
}

pid_t only_child_of(pid_t pid) {
  const std::vector<pid_t> children = children_of(pid);
  if (children.size() != 1) {
    throw BenchError("expected one child of process " + std::to_string(pid) + ", found " +
                     std::to_string(children.size()));
  }
  return children.front();
}

}  // namespace

SandboxOverStdio::SandboxOverStdio(const Settings& settings, const std::filesystem::path& store,
                                   std::optional<std::size_t> running_max)
    : client_(command_of(settings, store, running_max)) {}

Call SandboxOverStdio::call_of(const SandboxJob& job) {
  const Json context = {{"task", "a benchmark"}, {"input", Json::parse(job.input)}};
  return tool_call("execute_agent_code",
                   {{"code", job.code}, {"language", "javascript"}, {"context", context}});
}

Latency SandboxOverStdio::with_pauses(const SandboxJob& job, std::size_t count) {
  const Call call = call_of(job);
  Latency latency;
  for (std::size_t n = 0; n < count; ++n) {
    std::this_thread::sleep_for(pause);
    double taken_ms = 0;
    const Json result = client_.call(call, &taken_ms);
    const Json& output = result.at("structuredContent").at("output");
    if (output != job.output) throw BenchError("expected " + job.output + ", got " + output.dump());
    latency.add(taken_ms);
  }
  return latency;
}

Throughput SandboxOverStdio::crowd(const SandboxJob& job, std::size_t clients,
                                   std::size_t runs_each, std::size_t& failed) {
  const Call call = call_of(job);
  std::size_t failed_now = 0;
  const Throughput throughput = client_.lanes(
      clients, runs_each, [&](std::size_t, std::size_t) { return call; }, &failed_now);
  failed += failed_now;
  return throughput;
}

// The server's child keeps a pid namespace, in which the zygote is the one child.
SandboxOverStdio::Holdings SandboxOverStdio::holdings() const {
  std::this_thread::sleep_for(settling_time);
  const pid_t keeper = only_child_of(client_.pid());
  const pid_t zygote = only_child_of(keeper);
  return {.server_bytes = resident_bytes_of(client_.pid()),
          .server_descriptors = descriptors_of(client_.pid()),
          .zygote_bytes = resident_bytes_of(zygote),
          .zygote_descriptors = descriptors_of(zygote),
          .processes = children_of(zygote).size()};
}

}  // namespace memory_mcp::bench
