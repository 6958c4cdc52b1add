// Limits and grants of one's own: code reads a file that was granted, records what it finds as
// episodes, and searches them. usage: custom_config FOLDER, which holds a log named builds.json
#include <memory_mcp/memory_mcp.h>

#include <cstdlib>
#include <iostream>

using memory_mcp::ExecutionContext;
using memory_mcp::MemoryMCPServer;

namespace {

constexpr const char* record = R"(
  const builds = JSON.parse(await fs.readFile(input.log, "utf8"));
  const ids = [];
  for (const build of builds) {
    const {episode_id} = await memory.create_episode(
      {task_description: `Build ${build.target}`, domain: "build", task_type: "other"});
    await memory.complete_episode(build.error
      ? {episode_id, outcome_type: "failure", reason: build.error}
      : {episode_id, outcome_type: "success", verdict: "It builds."});
    ids.push(episode_id);
  }
  return ids;
)";

// TypeScript needs no other call.
constexpr const char* search = R"(
  interface Failure { task: string; reason: string }
  const {episodes} = await memory.bulk_episodes({episode_ids: input.ids});
  const failures: Failure[] = episodes
    .filter(({outcome}: any) => outcome.type === "failure")
    .map((episode: any) => ({task: episode.task_description, reason: episode.outcome.reason}));
  return failures;
)";

// The result as JSON text, or the end of this program.
std::string run(MemoryMCPServer& server, const char* code, const ExecutionContext& context) {
  const auto result = server.execute_agent_code(code, context);
  if (!result.ok()) {
    std::cerr << result.error().message << '\n';
    std::exit(EXIT_FAILURE);
  }
  const auto* const success = std::get_if<memory_mcp::execution::Success>(&*result);
  if (success == nullptr) {
    std::cerr << *result << '\n';
    std::exit(EXIT_FAILURE);
  }
  return success->output;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: custom_config FOLDER\n";
    return EXIT_FAILURE;
  }
  const std::string folder = words[1];
  auto server = MemoryMCPServer::open({.max_execution_time_ms = 3'000,
                                       .max_memory_mb = 64,
                                       .max_cpu_percent = 30,
                                       .allowed_paths = {folder},
                                       .allow_filesystem = true},
                                      {.store = "sqlite:" + folder + "/memory.db",
                                       .memory_access = memory_mcp::MemoryAccess::write});
  if (!server.ok()) {
    std::cerr << server.error().message << '\n';
    return EXIT_FAILURE;
  }
  const std::string ids =
      run(*server, record,
          {.task = "Record the builds", .input = R"({"log": ")" + folder + R"(/builds.json"})"});
  const std::string failures =
      run(*server, search, {.task = "Find what failed", .input = R"({"ids": )" + ids + "}"});
  std::cout << "Failed builds: " << failures << '\n';

  const auto metrics = server->call_tool("get_metrics", R"({"metric_type": "episodes"})");
  if (metrics.ok()) std::cout << "Metrics: " << *metrics << '\n';
  std::cout << "Executions: " << server->get_stats().successful << '\n';
}
