#include "bench/servers.h"

namespace memory_mcp::bench {

std::string npm_entry(const Settings& settings, const std::string& package) {
  return (settings.rivals / package / "dist" / "index.js").string();
}

Call small_episode_call(const std::function<Json(const Call&)>& ask) {
  const Json created = ask(tool_call(
      "create_episode",
      {{"task_description", "a small task"}, {"domain", "benchmark"}, {"task_type", "testing"}}));
  const Json id = created.at("structuredContent").at("episode_id");
  ask(tool_call("add_episode_step", {{"episode_id", id},
                                     {"step_number", 1},
                                     {"tool", "bash"},
                                     {"action", "run the tests"},
                                     {"result", {{"type", "success"}, {"output", "ok"}}}}));
  return tool_call("get_episode", {{"episode_id", id}});
}

Server memory_mcp_server(const Settings& settings) {
  const auto command = [settings](const std::filesystem::path& store) {
    return Command{
        .argv = {settings.memory_mcp.string(), "serve", "--data-dir", store.string()},
        .environment = {{"XDG_CONFIG_HOME", store.string()}},  // no configuration of the user's
        .log_file = store / "stderr.log"};
  };
  const auto trivial = [](McpStdioClient& client) {
    return small_episode_call([&](const Call& call) { return client.call(call); });
  };
  return {"memory-mcp", command, trivial};
}

Server memory_mcp_on_slow_disk(const Settings& settings) {
  Server server = memory_mcp_server(settings);
  const auto library = settings.program.parent_path() / "libmemory_mcp_slow_flush.so";
  server.command = [library, plain = server.command](const std::filesystem::path& store) {
    Command command = plain(store);
    command.environment["LD_PRELOAD"] = library.string();
    return command;
  };
  return server;
}

Server everything_server(const Settings& settings) {
  const auto command = [settings](const std::filesystem::path& store) {
    return Command{.argv = {settings.node.string(), npm_entry(settings, "server-everything")},
                   .environment = {},
                   .log_file = store / "stderr.log"};
  };
  const auto trivial = [](McpStdioClient&) { return tool_call("echo", {{"message", "hello"}}); };
  return {"server-everything", command, trivial};
}

Server knowledge_graph_server(const Settings& settings) {
  const auto command = [settings](const std::filesystem::path& store) {
    return Command{.argv = {settings.node.string(), npm_entry(settings, "server-memory")},
                   .environment = {{"MEMORY_FILE_PATH", (store / "memory.jsonl").string()}},
                   .log_file = store / "stderr.log"};
  };
  const auto trivial = [](McpStdioClient&) { return tool_call("read_graph", Json::object()); };
  return {"server-memory", command, trivial};
}

Server echo_server(const Settings& settings) {
  const auto command = [settings](const std::filesystem::path& store) {
    return Command{.argv = {settings.program.string(), "echo"},
                   .environment = {},
                   .log_file = store / "stderr.log"};
  };
  const auto trivial = [](McpStdioClient&) { return tool_call("echo", Json::object()); };
  return {"limit", command, trivial};
}

}  // namespace memory_mcp::bench
