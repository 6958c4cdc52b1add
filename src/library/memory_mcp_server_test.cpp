#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <sstream>
#include <thread>
#include <vector>

#include "json/json.h"
#include "memory_mcp/memory_mcp.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

constexpr const char* endless = "let n = 0; while (n >= 0) n += 1";

MemoryMCPServer opened(SandboxConfig config = {}, ServerOptions options = {}) {
  return must(MemoryMCPServer::open(std::move(config), std::move(options)));
}

ExecutionResult executed(MemoryMCPServer& server, std::string code, std::string input = "{}",
                         const ExecutionOptions& options = {}) {
  return must(server.execute_agent_code(std::move(code),
                                        {.task = "a test", .input = std::move(input)}, options));
}

// The result's JSON text, or how else it ended.
std::string output_of(const ExecutionResult& result) {
  const auto* const success = std::get_if<execution::Success>(&result);
  return success == nullptr ? execution::to_string(result) : success->output;
}

std::string created_episode(MemoryMCPServer& server, const std::string& namespace_name) {
  const std::string answer = must(
      server.call_tool("create_episode",
                       R"({"task_description":"t","domain":"d","task_type":"other","namespace":")" +
                           namespace_name + "\"}"));
  return must(parse_json(answer))["episode_id"];
}

bool comes_true(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

// By thread of this process: the signals it blocks, as the kernel shows them.
std::map<std::string, std::uint64_t> blocked_signals() {
  std::map<std::string, std::uint64_t> blocked;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::istringstream status(text_of_file((thread.path() / "status").string()));
    for (std::string line; std::getline(status, line);) {
      if (!line.starts_with("SigBlk:")) continue;
      blocked[thread.path().filename()] = std::stoull(line.substr(7), nullptr, 16);
    }
  }
  return blocked;
}

TEST(MemoryMCPServer, gives_the_result_and_what_was_printed) {
  MemoryMCPServer server = opened(SandboxConfig::restrictive());
  const ExecutionResult result =
      executed(server, "console.log(context.task); console.error('oh'); return input.a + input.b",
               R"({"a": 1, "b": 2})");
  const auto& success = std::get<execution::Success>(result);
  EXPECT_EQ(success.output, "3");
  EXPECT_EQ(success.stdout, "a test\n");
  EXPECT_EQ(success.stderr, "oh\n");
}

TEST(MemoryMCPServer, executes_for_a_hundred_threads_at_once) {
  MemoryMCPServer server = opened({.max_execution_time_ms = 60'000});
  constexpr int threads = 100;
  std::vector<std::string> outputs(threads);
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < threads; ++i) {
      callers.emplace_back([&, i] {
        const auto result = server.execute_agent_code(
            "return input * input", {.task = "square", .input = std::to_string(i)});
        outputs[static_cast<std::size_t>(i)] =
            result.ok() ? output_of(*result) : result.error().message;
      });
    }
  }
  for (int i = 0; i < threads; ++i) {
    EXPECT_EQ(outputs[static_cast<std::size_t>(i)], std::to_string(i * i));
  }
  EXPECT_EQ(server.get_stats().successful, threads);
}

TEST(MemoryMCPServer, tells_the_four_ends_apart) {
  MemoryMCPServer server = opened({.max_execution_time_ms = 100});
  const ExecutionResult syntax = executed(server, "const = 1");
  EXPECT_EQ(std::get<execution::Error>(syntax).error_type, ErrorType::syntax);
  const ExecutionResult runtime = executed(server, "\nnothing()");
  EXPECT_EQ(std::get<execution::Error>(runtime).error_type, ErrorType::runtime);
  EXPECT_EQ(std::get<execution::Error>(runtime).line, 2);
  EXPECT_GE(std::get<execution::Timeout>(executed(server, endless)).elapsed_ms, 100U);
  EXPECT_EQ(
      std::get<execution::SecurityViolation>(executed(server, "require('fs')")).violation_type,
      SecurityViolationType::file_system_access);
}

TEST(MemoryMCPServer, counts_how_executions_went) {
  MemoryMCPServer server = opened({.max_execution_time_ms = 200});
  executed(server, "return 1");
  executed(server, "nothing()");
  executed(server, endless);
  executed(server, "require('net')");
  const ExecutionStats stats = server.get_stats();
  EXPECT_EQ(stats.total, 4);
  EXPECT_EQ(stats.successful, 1);
  EXPECT_EQ(stats.failed, 1);
  EXPECT_EQ(stats.timeouts, 1);
  EXPECT_EQ(stats.violations, 1);
  EXPECT_EQ(stats.active, 0);
  EXPECT_GT(stats.peak_memory_bytes, 0);
  EXPECT_GE(stats.p99_ms, stats.p50_ms);
}

TEST(MemoryMCPServer, refuses_what_cannot_be_granted_and_names_it) {
  const auto field_refused = [](SandboxConfig config, ServerOptions options = {}) {
    const auto server = MemoryMCPServer::open(std::move(config), std::move(options));
    EXPECT_EQ(fault_of(server), Fault::invalid_argument);
    EXPECT_TRUE(complaint_of(server).starts_with(field_of(server) + ": ")) << complaint_of(server);
    return field_of(server);
  };
  EXPECT_EQ(field_refused({.allow_subprocesses = true}), "allow_subprocesses");
  EXPECT_EQ(field_refused({.max_memory_mb = 1}), "max_memory_mb");
  EXPECT_EQ(field_refused({.allow_network = true}), "allowed_network");
  EXPECT_EQ(field_refused({.allowed_paths = {"/nowhere/at/all"}, .allow_filesystem = true}),
            "allowed_paths[0]");
  EXPECT_EQ(field_refused({}, {.store = "paper:notes"}), "store");
  EXPECT_EQ(field_refused({}, {.running_max = 0}), "running_max");
}

TEST(MemoryMCPServer, says_at_once_that_its_sandbox_is_missing) {
  const auto server = MemoryMCPServer::open({}, {.sandbox_program = "/nowhere/sandbox"});
  EXPECT_EQ(fault_of(server), Fault::unavailable);
  EXPECT_EQ(field_of(server), "sandbox_program");
  EXPECT_NE(complaint_of(server).find("/nowhere/sandbox"), std::string::npos);
}

TEST(MemoryMCPServer, runs_nothing_that_is_not_text) {
  MemoryMCPServer server = opened();
  const auto field_refused = [&](std::string code, ExecutionContext context,
                                 const ExecutionOptions& options = {}) {
    const auto result = server.execute_agent_code(std::move(code), std::move(context), options);
    EXPECT_EQ(fault_of(result), Fault::invalid_argument);
    EXPECT_TRUE(complaint_of(result).starts_with(field_of(result) + ": ")) << complaint_of(result);
    return field_of(result);
  };
  EXPECT_EQ(field_refused("return '\xff'", {}), "code");
  EXPECT_EQ(field_refused("return 1", {.task = "\xff"}), "context.task");
  EXPECT_EQ(field_refused("return 1", {.input = ""}), "context.input");
  EXPECT_EQ(field_refused("return 1", {.input = "1, \"task\": \"another\""}), "context.input");
  EXPECT_EQ(field_refused("return 1", {}, {.timeout_ms = 5'001}), "timeout_ms");
  EXPECT_EQ(field_refused("return 1", {}, {.memory_mb = 129}), "memory_mb");
  EXPECT_EQ(field_refused("return 1", {}, {.namespace_name = "a/b"}), "namespace_name");
  EXPECT_EQ(field_refused("return 1", {}, {.namespace_name = ""}), "namespace_name");
  EXPECT_EQ(server.get_stats().total, 0);
}

TEST(MemoryMCPServer, tightens_the_limits_of_one_execution) {
  MemoryMCPServer server = opened({.max_execution_time_ms = 60'000});
  const ExecutionResult result = executed(server, endless, "{}", {.timeout_ms = 50});
  EXPECT_GE(std::get<execution::Timeout>(result).elapsed_ms, 50U);
}

TEST(MemoryMCPServer, ends_an_execution_that_its_caller_gave_up) {
  MemoryMCPServer server = opened({.max_execution_time_ms = 60'000});
  std::stop_source stop;
  std::jthread caller_gives_up([&] {
    EXPECT_TRUE(comes_true([&] { return server.get_stats().active == 1; }));
    stop.request_stop();
  });
  const auto result = server.execute_agent_code(endless, {}, {.cancelled = stop.get_token()});
  EXPECT_EQ(fault_of(result), Fault::cancelled);
}

TEST(MemoryMCPServer, calls_every_tool_with_json) {
  MemoryMCPServer server = opened();
  const std::string id = created_episode(server, "default");
  const Json answer =
      must(parse_json(must(server.call_tool("get_episode", R"({"episode_id":")" + id + "\"}"))));
  EXPECT_EQ(answer["episode"]["id"], id);
  const Json executed_by_tool = must(parse_json(must(server.call_tool(
      "execute_agent_code", R"({"code":"return input","context":{"task":"t","input":7}})"))));
  EXPECT_EQ(executed_by_tool["output"], "7");
  const Json metrics = must(parse_json(must(server.call_tool("get_metrics", "{}"))));
  EXPECT_EQ(metrics["performance"]["create_episode"]["successful_calls"], 1);
}

TEST(MemoryMCPServer, refuses_calls_that_no_tool_takes) {
  MemoryMCPServer server = opened();
  EXPECT_EQ(fault_of(server.call_tool("query_everything", "{}")), Fault::not_found);
  EXPECT_EQ(field_of(server.call_tool("get_episode", "{")), "arguments");
  EXPECT_EQ(fault_of(server.call_tool("get_episode", "[]")), Fault::invalid_argument);
  const auto wrong = server.call_tool("create_episode", R"({"task_description":7})");
  EXPECT_EQ(fault_of(wrong), Fault::invalid_argument);
  EXPECT_NE(complaint_of(wrong).find("task_description"), std::string::npos);
}

TEST(MemoryMCPServer, lets_code_call_the_tools_it_was_granted) {
  constexpr const char* reads = "return (await memory.get_metrics({})).episodes.total";
  constexpr const char* writes =
      "return (await memory.create_episode({task_description: 't', domain: 'd', task_type: "
      "'other'})).success";
  MemoryMCPServer none = opened({}, {.memory_access = MemoryAccess::none});
  EXPECT_TRUE(std::holds_alternative<execution::Error>(executed(none, reads)));
  MemoryMCPServer read = opened();
  EXPECT_EQ(output_of(executed(read, reads)), "0");
  EXPECT_TRUE(std::holds_alternative<execution::Error>(executed(read, writes)));
  MemoryMCPServer write = opened({}, {.memory_access = MemoryAccess::write});
  EXPECT_EQ(output_of(executed(write, writes)), "true");
  EXPECT_EQ(output_of(executed(write, reads)), "1");
}

TEST(MemoryMCPServer, keeps_code_in_its_namespace) {
  MemoryMCPServer server = opened();
  created_episode(server, "hers");
  constexpr const char* count = "return (await memory.get_metrics({})).episodes.total";
  EXPECT_EQ(output_of(executed(server, count, "{}", {.namespace_name = "hers"})), "1");
  EXPECT_EQ(output_of(executed(server, count, "{}", {.namespace_name = "his"})), "0");
}

TEST(MemoryMCPServer, grants_files_to_read_or_to_write) {
  const TemporaryFolder folder;
  write_file(folder.file("a.txt"), "alpha");
  const SandboxConfig config{.allowed_paths = {folder.file("")}, .allow_filesystem = true};
  const std::string input = "\"" + folder.file("") + "\"";
  MemoryMCPServer reader = opened(config);
  EXPECT_EQ(output_of(executed(reader, "return fs.readFile(input + 'a.txt', 'utf8')", input)),
            "\"alpha\"");
  constexpr const char* writes = "await fs.writeFile(input + 'b.txt', 'beta')";
  EXPECT_TRUE(std::holds_alternative<execution::Error>(executed(reader, writes, input)));
  MemoryMCPServer writer = opened(config, {.file_access = FileAccess::read_write});
  executed(writer, writes, input);
  EXPECT_EQ(text_of_file(folder.file("b.txt")), "beta");
}

TEST(MemoryMCPServer, keeps_episodes_where_it_is_told_to) {
  const TemporaryFolder folder;
  const ServerOptions options{.store = "sqlite:" + folder.file("memory.db")};
  std::string id;
  {
    MemoryMCPServer server = opened({}, options);
    id = created_episode(server, "default");
  }
  MemoryMCPServer server = opened({}, options);
  EXPECT_TRUE(server.call_tool("get_episode", R"({"episode_id":")" + id + "\"}").ok());
}

TEST(MemoryMCPServer, writes_a_line_for_each_execution_where_it_is_told_to) {
  const TemporaryFolder folder;
  MemoryMCPServer server = opened({}, {.audit_file = folder.file("audit.jsonl")});
  executed(server, "return 1", "{}", {.namespace_name = "hers"});
  executed(server, "nothing()");
  const std::string text = text_of_file(folder.file("audit.jsonl"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
  EXPECT_EQ(must(parse_json(text.substr(0, text.find('\n'))))["namespace"], "hers");
}

TEST(MemoryMCPServer, moves_with_all_it_has_and_leaves_one_that_refuses) {
  MemoryMCPServer first = opened();
  const std::string id = created_episode(first, "default");
  MemoryMCPServer second = std::move(first);
  const std::string arguments = R"({"episode_id":")" + id + "\"}";
  EXPECT_TRUE(second.call_tool("get_episode", arguments).ok());
  EXPECT_EQ(output_of(executed(second, "return 1")), "1");

  EXPECT_EQ(fault_of(first.execute_agent_code("return 1", {})), Fault::conflict);
  EXPECT_EQ(fault_of(first.call_tool("get_episode", arguments)), Fault::conflict);
  EXPECT_EQ(first.get_stats().total, 0);

  first = std::move(second);
  EXPECT_EQ(first.get_stats().total, 1);
}

TEST(MemoryMCPServer, starts_no_thread_that_takes_signals_of_the_host) {
  const TemporaryFolder folder;
  const auto before = blocked_signals();
  MemoryMCPServer server = opened({}, {.store = "sqlite:" + folder.file("memory.db")});
  executed(server, "return 1");
  created_episode(server, "default");
  auto after = blocked_signals();
  for (const auto& [thread, ignored] : before) {
    EXPECT_EQ(after[thread], before.at(thread)) << "what the host blocks is its own business";
    after.erase(thread);
  }
  EXPECT_FALSE(after.empty());
  for (const auto& [thread, blocked] : after) {
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGCHLD, SIGALRM, SIGPIPE}) {
      EXPECT_TRUE((blocked >> (signal - 1)) & 1U) << "thread " << thread << ", signal " << signal;
    }
  }
}

TEST(ExecutionText, shows_each_end_in_one_line) {
  EXPECT_EQ(execution::to_string(execution::Success{
                .output = "[1]", .stdout = "a\nb", .stderr = "", .execution_time_ms = 3}),
            R"(Success{output: [1], stdout: "a\nb", stderr: "", execution_time_ms: 3})");
  EXPECT_EQ(execution::to_string(execution::Error{.message = "no \"x\"",
                                                  .error_type = ErrorType::runtime,
                                                  .stdout = "",
                                                  .stderr = "",
                                                  .line = 2,
                                                  .column = 5,
                                                  .stack = ""}),
            R"(Error{error_type: runtime, message: "no \"x\"", line: 2, column: 5, stdout: "", )"
            R"(stderr: ""})");
  EXPECT_EQ(execution::to_string(
                execution::Timeout{.elapsed_ms = 9, .partial_output = "p", .message = "late"}),
            R"(Timeout{elapsed_ms: 9, partial_output: "p", message: "late"})");
  std::ostringstream out;
  out << ExecutionResult(execution::SecurityViolation{
      .reason = "fetch", .violation_type = SecurityViolationType::network_access});
  EXPECT_EQ(out.str(), R"(SecurityViolation{violation_type: network_access, reason: "fetch"})");
}

}  // namespace
}  // namespace memory_mcp
