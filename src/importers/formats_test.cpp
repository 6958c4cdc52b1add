#include <gtest/gtest.h>

#include "importers/importer.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

struct Found final : TaskSink {
  Status take(ImportedTask task, std::int64_t line) override {
    tasks.push_back(std::move(task));
    lines.push_back(line);
    return Done{};
  }
  void refuse(std::int64_t line, std::string why) override {
    refused.push_back(std::to_string(line) + ": " + why);
  }

  std::vector<ImportedTask> tasks;
  std::vector<std::int64_t> lines;
  std::vector<std::string> refused;
};

Found found_in(ImportKind kind, const std::string& text) {
  const TemporaryFolder folder;
  const std::string path = folder.file("record");
  write_file(path, text);
  JsonSource source = must(JsonSource::open(path, [](std::int64_t, std::int64_t) {}));
  Found found;
  must(importer_of(kind)(source, found));
  return found;
}

std::vector<std::string> tools_of(const ImportedTask& task) {
  std::vector<std::string> tools;
  for (const ImportedStep& step : task.steps) tools.push_back(step.tool);
  return tools;
}

// --- Claude Code --------------------------------------------------------------------------------

std::string prompt(const std::string& text, const std::string& uuid = "u1") {
  return R"({"type":"user","uuid":")" + uuid +
         R"(","sessionId":"s","cwd":"/home/ann/shop","gitBranch":"main",)"
         R"("timestamp":"2026-01-02T03:04:05.000Z","message":{"role":"user","content":")" +
         text + "\"}}\n";
}
std::string call(const std::string& id, const std::string& tool, const std::string& input = "{}") {
  return R"({"type":"assistant","timestamp":"2026-01-02T03:04:06.000Z","message":{"id":"m)" + id +
         R"(","role":"assistant","model":"a-model","usage":{"output_tokens":7},"content":[)"
         R"({"type":"tool_use","id":")" +
         id + R"(","name":")" + tool + R"(","input":)" + input + "}]}}\n";
}
std::string result(const std::string& id, const std::string& text, bool is_error = false) {
  return R"({"type":"user","timestamp":"2026-01-02T03:04:07.500Z","message":{"role":"user",)"
         R"("content":[{"type":"tool_result","tool_use_id":")" +
         id + R"(","content":")" + text + R"(","is_error":)" + (is_error ? "true" : "false") +
         "}]}}\n";
}
std::string answer(const std::string& text) {
  return R"({"type":"assistant","timestamp":"2026-01-02T03:04:09.000Z","message":{"role":)"
         R"("assistant","content":[{"type":"text","text":")" +
         text + "\"}]}}\n";
}

TEST(ClaudeCode, makes_a_prompt_a_task_with_its_calls_results_latencies_and_tokens) {
  const Found found =
      found_in(ImportKind::claude_code,
               R"({"type":"summary","summary":"Tests","leafUuid":"u1"})"
               "\n" +
                   prompt("Fix the tests") +
                   call("t1", "Bash", R"({"command":"make","description":"Build"})") +
                   result("t1", "2 failed") + call("t2", "Edit", R"({"file_path":"a.c"})") +
                   result("t2", "done") + answer("All tests pass."));
  ASSERT_EQ(found.tasks.size(), 1U);
  EXPECT_EQ(found.refused, std::vector<std::string>{});
  const ImportedTask& task = found.tasks[0];
  EXPECT_EQ(task.task_description, "Fix the tests");
  EXPECT_EQ(task.domain, "shop");
  EXPECT_EQ(task.source_id, "u1");
  EXPECT_EQ(task.metadata.at("git_branch"), "main");
  EXPECT_EQ(task.metadata.at("model"), "a-model");
  ASSERT_EQ(tools_of(task), (std::vector<std::string>{"Bash", "Edit"}));
  EXPECT_EQ(task.steps[0].action, "Build");
  EXPECT_EQ(task.steps[1].action, "Edit a.c");
  EXPECT_EQ(task.steps[0].result->output, "2 failed");
  EXPECT_EQ(task.steps[0].latency_ms, 1'500);
  EXPECT_EQ(task.steps[0].tokens_used, 7);
  EXPECT_EQ(task.outcome->verdict, "All tests pass.");
  EXPECT_EQ(task.outcome_rule, "answered");
  EXPECT_EQ(task.end_time->to_text(), "2026-01-02T03:04:09.000Z");
}

TEST(ClaudeCode, tells_failures_by_what_the_end_looks_like) {
  const auto rule_of = [](const std::string& rest) {
    const Found found = found_in(ImportKind::claude_code, prompt("Go") + call("t1", "Bash") + rest);
    const ImportedTask& task = found.tasks.at(0);
    return task.outcome ? std::string(name_of(task.outcome->type)) + " " + task.outcome_rule : "";
  };
  EXPECT_EQ(rule_of(result("t1", "Command timed out", true) + answer("I give up.")),
            "failure last_call_failed");
  EXPECT_EQ(
      rule_of(result("t1", "ok") + prompt("[Request interrupted by user for tool use]", "u2")),
      "failure interrupted");
  EXPECT_EQ(rule_of(result("t1", "ok") + prompt("Something else", "u2")), "failure abandoned");
  EXPECT_EQ(rule_of(result("t1", "ok") +
                    R"({"type":"assistant","isApiErrorMessage":true,"message":{"content":)"
                    R"([{"type":"text","text":"API Error: 529"}]}})"
                    "\n"),
            "failure api_error");
  EXPECT_EQ(rule_of(result("t1", "ok")), "");  // The transcript is still being written.
  EXPECT_EQ(rule_of(""), "");
}

TEST(ClaudeCode, keeps_errors_and_time_outs_apart) {
  const Found found =
      found_in(ImportKind::claude_code,
               prompt("Go") + call("t1", "Bash") + result("t1", "no file", true) +
                   call("t2", "Bash") + result("t2", "timed out after 2m", true) +
                   call("t3", "Read") + result("t3", "Error handling: see a.c") + answer("Done."));
  const auto& steps = found.tasks.at(0).steps;
  EXPECT_EQ(steps[0].result->type, StepResultType::error);
  EXPECT_EQ(steps[0].result->message, "no file");
  EXPECT_EQ(steps[1].result->type, StepResultType::timeout);
  EXPECT_EQ(steps[2].result->type, StepResultType::success);
}

TEST(ClaudeCode, keeps_subagents_that_work_at_the_same_time_apart) {
  const auto aside = [](std::string line, const std::string& own, const std::string& parent) {
    return line.insert(1, R"("isSidechain":true,"parentUuid":)" +
                              (parent.empty() ? "null" : "\"" + parent + "\"") + R"(,"uuid":")" +
                              own + "\",");
  };
  const auto asked = [&](const std::string& text, const std::string& own) {
    return aside(R"({"type":"user","message":{"content":")" + text + "\"}}\n", own, "");
  };
  const Found found = found_in(
      ImportKind::claude_code,
      prompt("Ask two") + call("t1", "Task") + asked("Look left", "a1") +
          asked("Look right", "b1") + aside(call("x", "Grep"), "a2", "a1") +
          aside(call("y", "Read"), "b2", "b1") + aside(result("x", "left"), "a3", "a2") +
          aside(result("y", "right"), "b3", "b2") + aside(answer("It is left."), "a4", "a3") +
          aside(answer("It is right."), "b4", "b3") + result("t1", "both") + answer("Both."));
  ASSERT_EQ(found.tasks.size(), 3U);
  EXPECT_EQ(tools_of(found.tasks[0]), std::vector<std::string>{"Task"});
  EXPECT_EQ(tools_of(found.tasks[1]), std::vector<std::string>{"Grep"});
  EXPECT_EQ(found.tasks[1].outcome->verdict, "It is left.");
  EXPECT_EQ(tools_of(found.tasks[2]), std::vector<std::string>{"Read"});
  EXPECT_EQ(found.tasks[2].outcome->verdict, "It is right.");
}

TEST(ClaudeCode, names_lines_that_are_none_and_goes_on) {
  const Found found = found_in(ImportKind::claude_code,
                               prompt("Go") + "{\"type\":\"user\",\"mess\n" + call("t1", "Bash") +
                                   result("t9", "of nothing") + result("t1", "ok") +
                                   R"({"type":"assistant","message":{}})" + "\n" + answer("Done."));
  ASSERT_EQ(found.refused.size(), 3U);
  EXPECT_EQ(found.refused[0].substr(0, 17), "2: not JSON at by");
  EXPECT_EQ(found.refused[1], "4: the result of a call that is not in this file: \"t9\"");
  EXPECT_EQ(found.refused[2], "6: a message of type \"assistant\" without a \"message.content\"");
  EXPECT_EQ(found.tasks.at(0).outcome->type, OutcomeType::success);
}

TEST(ClaudeCode, takes_commands_and_leaves_what_the_program_says_to_itself) {
  const Found found =
      found_in(ImportKind::claude_code,
               prompt("<command-name>/review</command-name><command-args>a.c</command-args>") +
                   R"({"type":"user","isMeta":true,"message":{"content":"Review it well."}})" +
                   "\n" + prompt("<local-command-stdout>ok</local-command-stdout>", "u2") +
                   call("t1", "Read") + result("t1", "text") + answer("Fine."));
  ASSERT_EQ(found.tasks.size(), 1U);
  EXPECT_EQ(found.tasks[0].task_description, "/review a.c");
}

// --- OpenAI -------------------------------------------------------------------------------------

constexpr const char* conversation =
    R"([{"role":"system","content":"Be kind."},{"role":"user","content":"Weather in Rome?"},)"
    R"({"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",)"
    R"("function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}],"timestamp":100},)"
    R"({"role":"tool","tool_call_id":"c1",)"
    R"("content":"{\"error\":null,\"t\":30}","timestamp":102.5},)"
    R"({"role":"assistant","content":"30 degrees."}])";

TEST(OpenAI, reads_a_conversation_from_a_line_a_list_a_document_or_line_by_line) {
  const std::string messages = conversation;
  const std::string in_a_record = R"({"model":"m","messages":)" + messages + "}";
  std::string each_on_a_line;
  for (const Json& message : must(parse_json(messages))) each_on_a_line += to_line(message) + "\n";
  const std::string spread = to_pretty_text(must(parse_json(in_a_record)));
  for (const std::string& text :
       {in_a_record + "\n", in_a_record, in_a_record + "\n" + in_a_record + "\n", spread,
        "[" + in_a_record + "]", messages, each_on_a_line, messages + "\n" + messages + "\n"}) {
    const Found found = found_in(ImportKind::openai, text);
    ASSERT_FALSE(found.tasks.empty()) << text;
    EXPECT_TRUE(found.refused.empty()) << text;
    const ImportedTask& task = found.tasks[0];
    EXPECT_EQ(task.task_description, "Weather in Rome?") << text;
    EXPECT_EQ(tools_of(task), std::vector<std::string>{"weather"}) << text;
    EXPECT_EQ(to_line(task.steps[0].arguments), R"({"city":"Rome"})");
    EXPECT_EQ(task.steps[0].latency_ms, 2'500);
    EXPECT_EQ(task.outcome->verdict, "30 degrees.");
    // The same conversation is known again however it was stored.
    EXPECT_EQ(task.source_id, found_in(ImportKind::openai, messages).tasks[0].source_id) << text;
  }
}

TEST(OpenAI, reads_logs_of_requests_with_their_responses) {
  const Found found =
      found_in(ImportKind::openai,
               R"({"request":{"model":"m","messages":[{"role":"user",)"
               R"("content":[{"type":"text","text":"Hi"}]},)"
               R"({"role":"assistant","tool_calls":[{"id":"c",)"
               R"("function":{"name":"look","arguments":"{}"}}]},)"
               R"({"role":"tool","tool_call_id":"c","content":"Error: no such place"}]},)"
               R"("response":{"created":1700000000,"choices":[{"finish_reason":"length",)"
               R"("message":{"role":"assistant","content":"I coul"}}]}})");
  const ImportedTask& task = found.tasks.at(0);
  EXPECT_EQ(task.steps[0].result->type, StepResultType::error);
  EXPECT_EQ(task.outcome->type, OutcomeType::failure);
  EXPECT_EQ(task.outcome_rule, "cut_off");
  EXPECT_EQ(task.start_time->ms, 1'700'000'000'000);
}

TEST(OpenAI, believes_the_record_where_it_tells_the_outcome) {
  const auto told = [](const std::string& members) {
    return found_in(ImportKind::openai,
                    "{" + members + R"("messages":)" + std::string(conversation) + "}")
        .tasks.at(0);
  };
  EXPECT_EQ(told("").outcome_rule, "answered");
  EXPECT_EQ(told(R"("success":false,)").outcome->type, OutcomeType::failure);
  EXPECT_EQ(told(R"("metadata":{"outcome":"failure"},)").outcome->type, OutcomeType::failure);
  EXPECT_EQ(told(R"("reward":0.2,)").outcome->reason, "reward 0.20");
  EXPECT_EQ(told(R"("reward":1,)").outcome_rule, "");
}

TEST(OpenAI, leaves_a_conversation_that_waits_for_somebody_without_an_outcome) {
  const Found found = found_in(ImportKind::openai,
                               R"({"messages":[{"role":"user","content":"Hi"},{"role":"assistant",)"
                               R"("tool_calls":[{"id":"c","function":{"name":"f"}}]}]})");
  EXPECT_FALSE(found.tasks.at(0).outcome);
}

TEST(OpenAI, refuses_what_is_no_conversation_with_its_place) {
  const Found found =
      found_in(ImportKind::openai, R"({"messages":[{"role":"wizard"}]})"
                                   "\n"
                                   R"({"prompt":"Hi"})"
                                   "\n"
                                   R"({"messages":[{"role":"tool","tool_call_id":"z"}]})"
                                   "\n");
  ASSERT_EQ(found.refused.size(), 3U);
  EXPECT_NE(found.refused[0].find("1: messages[0].role: is none of system"), std::string::npos)
      << found.refused[0];
  EXPECT_EQ(found.refused[1], "2: no conversation: there is no list \"messages\"");
  EXPECT_NE(found.refused[2].find("answers no call: \"z\""), std::string::npos);
}

// --- tau-bench ----------------------------------------------------------------------------------

std::string run(const std::string& reward) {
  return R"({"task_id":3,"reward":)" + reward +
         R"(,"info":{"task":{"instruction":"You want your order cancelled.",)"
         R"("actions":[]}},"traj":)" +
         std::string(conversation) + R"(,"trial":1})";
}

TEST(TauBench, takes_the_instruction_and_the_reward_of_each_run) {
  const Found found = found_in(ImportKind::tau_bench,
                               "[\n" + run("1.0") + ",\n" + run("0.0") + ", " + run("0.5") + "\n]");
  ASSERT_EQ(found.tasks.size(), 3U);
  EXPECT_EQ(found.tasks[0].task_description, "You want your order cancelled.");
  EXPECT_EQ(found.tasks[0].outcome->type, OutcomeType::success);
  EXPECT_EQ(found.tasks[0].outcome_rule, "");
  EXPECT_EQ(found.tasks[1].outcome->reason, "reward 0.00");
  EXPECT_EQ(found.tasks[2].outcome->type, OutcomeType::partial_success);
  EXPECT_EQ(found.tasks[0].metadata.at("task_id"), "3");
  EXPECT_EQ(found.lines, (std::vector<std::int64_t>{2, 3, 3}));
}

TEST(TauBench, keeps_the_runs_of_a_file_that_was_cut_off) {
  const Found found =
      found_in(ImportKind::tau_bench, "[" + run("1.0") + ",\n" + run("0").substr(0, 99));
  EXPECT_EQ(found.tasks.size(), 1U);
  ASSERT_FALSE(found.refused.empty());
  EXPECT_EQ(found.refused[0].substr(0, 2), "2:");
}

TEST(TauBench, refuses_a_run_without_a_reward) {
  const Found found = found_in(ImportKind::tau_bench, R"([{"task_id":1,"traj":[]}])");
  EXPECT_EQ(found.refused,
            std::vector<std::string>{
                "1: no run of tau-bench: it needs a list \"traj\" and a number \"reward\""});
}

// --- Other memories -----------------------------------------------------------------------------

TEST(ServerMemory, makes_each_entity_one_text_with_its_observations_and_relations) {
  const Found found =
      found_in(ImportKind::server_memory,
               R"({"type":"entity","name":"Ann","entityType":"person",)"
               R"("observations":["likes C++","in Rome"]})"
               "\n"
               R"({"type":"entity","name":"Acme","entityType":"company","observations":[]})"
               "\n"
               R"({"type":"relation","from":"Ann","to":"Acme","relationType":"works_at"})"
               "\n"
               R"({"type":"relation","from":"Bob","to":"Acme","relationType":"left"})"
               "\n"
               R"({"type":"entity","name":"Bad","entityType":"x","observations":[1]})"
               "\n");
  ASSERT_EQ(found.tasks.size(), 2U);
  EXPECT_EQ(found.tasks[0].task_description,
            "Ann (person)\n- likes C++\n- in Rome\nAnn works_at Acme");
  EXPECT_EQ(found.tasks[0].tags, std::vector<std::string>{"person"});
  EXPECT_TRUE(found.tasks[0].is_knowledge);
  EXPECT_EQ(found.tasks[0].outcome_rule, "knowledge");
  EXPECT_EQ(found.refused, (std::vector<std::string>{
                               "5: an observation that is no text",
                               "4: a relation of \"Bob\", which is no entity of this file"}));
}

TEST(ServerMemory, makes_several_of_what_is_too_long_for_one) {
  const std::string long_text(6'000, 'x');
  const Found found =
      found_in(ImportKind::server_memory,
               R"({"type":"entity","name":"Ann","entityType":"p","observations":[")" + long_text +
                   "\",\"" + long_text + "\"]}\n");
  ASSERT_EQ(found.tasks.size(), 2U);
  EXPECT_EQ(found.tasks[1].task_description, "Ann (p)\n- " + long_text);
  EXPECT_EQ(found.tasks[1].metadata.at("part"), "2 of 2");
  EXPECT_NE(found.tasks[0].source_id, found.tasks[1].source_id);
}

TEST(MemoryService, takes_the_memories_of_an_export) {
  const Found found = found_in(
      ImportKind::mcp_memory_service,
      R"({"export_metadata":{"total_memories":2,"source":{"a":[1]}},"memories":[)"
      "\n"
      R"({"content":"Ports are in ports.md","content_hash":"abc","tags":["infra","Ports"],)"
      R"("created_at":1700000000.5,"memory_type":"note","metadata":{"by":"ann"}},)"
      "\n"
      R"({"content":"","content_hash":"d"},{"content":"Old","tags":"a1,b2"}]})");
  ASSERT_EQ(found.tasks.size(), 2U);
  EXPECT_EQ(found.tasks[0].task_description, "Ports are in ports.md");
  EXPECT_EQ(found.tasks[0].source_id, "abc");
  EXPECT_EQ(found.tasks[0].start_time->ms, 1'700'000'000'500);
  EXPECT_EQ(found.tasks[0].metadata.at("memory_type"), "note");
  EXPECT_EQ(found.tasks[1].tags, (std::vector<std::string>{"a1", "b2"}));
  EXPECT_EQ(found.refused, std::vector<std::string>{"3: a memory without a text \"content\""});
}

TEST(MemoryService, says_when_a_document_is_of_another_kind) {
  const Found found = found_in(ImportKind::mcp_memory_service, R"({"entities":[]})");
  EXPECT_EQ(found.refused, std::vector<std::string>{"1: the document has no list \"memories\""});
}

}  // namespace
}  // namespace memory_mcp
