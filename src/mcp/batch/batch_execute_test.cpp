// batch/execute from params to results, over small test tools.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <map>
#include <thread>

#include "base/check.h"
#include "base/log.h"
#include "mcp/server.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

struct EchoArguments {
  std::optional<JsonValueText> value;
  std::int64_t bytes = 0;

  static constexpr auto fields() {
    return std::tuple{optional("value", &EchoArguments::value, "What to say."),
                      optional("bytes", &EchoArguments::bytes, "And so many more.")};
  }
};

struct EchoAnswer {
  JsonValueText said;
  std::string more;

  bool is_failure() const { return said.text == R"("failure")"; }
  static constexpr auto fields() {
    return std::tuple{required("said", &EchoAnswer::said, "What was said."),
                      required("more", &EchoAnswer::more, "And more.")};
  }
};

using Body = std::function<Result<EchoAnswer>(const EchoArguments&, CallContext&)>;

Tool tool(const std::string& name, Body body) {
  return typed_tool<EchoArguments, EchoAnswer>({.name = name, .title = "T", .description = "D"},
                                               std::move(body));
}

Result<EchoAnswer> say(const EchoArguments& arguments, CallContext&) {
  return EchoAnswer{.said = arguments.value.value_or(JsonValueText{}),
                    .more = std::string(static_cast<std::size_t>(arguments.bytes), 'x')};
}

Json operation(const std::string& id, const std::string& tool_name,
               const Json& arguments = Json::object(), const Json& depends_on = Json::array()) {
  return {{"id", id}, {"tool", tool_name}, {"arguments", arguments}, {"depends_on", depends_on}};
}

class BatchTest : public testing::Test {
 protected:
  BatchTest() { set_log_level(LogLevel::off); }

  // The whole reply.
  Json reply(const Json& params, Revision revision = Revision::r2025_11_25) {
    CallContext call{.revision = revision, .cancelled = stop_.get_token(), .progress = {}};
    const Request request{.id = 1, .method = "batch/execute", .params = params};
    const std::string text = reply_text(1, server_.handle(request, call));
    return must(parse_json(text, std::size_t{1} << 30U, limits::document_depth_max));
  }
  Json run(const Json& operations, const std::string& mode = "parallel", int max_parallel = 8) {
    return reply(
        {{"operations", operations}, {"mode", mode}, {"max_parallel", max_parallel}})["result"];
  }
  // The sentence with which it is refused.
  std::string refusal(const Json& params) {
    const Json error = reply(params)["error"];
    EXPECT_EQ(error["code"], -32602);
    EXPECT_FALSE(error["data"]["field"].get<std::string>().empty());
    EXPECT_EQ(calls_, 0);
    return error["message"];
  }
  std::string refusal_of(const Json& operations) { return refusal({{"operations", operations}}); }

  Body counted(Body body) {
    return [this, body](const EchoArguments& arguments, CallContext& call) {
      ++calls_;
      return body(arguments, call);
    };
  }

  std::atomic<int> calls_ = 0;
  std::stop_source stop_;
  std::latch twenty_{20};
  ToolUsage usage_;
  McpServer server_{
      {.name = "test", .title = "", .version = "1", .description = "", .instructions = ""},
      {.tools = {tool("echo", counted(say)),
                 tool("refuse",
                      counted([](const EchoArguments&, CallContext&) -> Result<EchoAnswer> {
                        return Error{Fault::conflict, "not now", "value"};
                      })),
                 tool("broken",
                      [](const EchoArguments&, CallContext&) -> Result<EchoAnswer> {
                        CHECK(1 > 2);
                        return EchoAnswer{};
                      }),
                 tool("meet",
                      [this](const EchoArguments& arguments, CallContext& call) {
                        twenty_.arrive_and_wait();
                        return say(arguments, call);
                      }),
                 tool("stop",
                      [this](const EchoArguments& arguments, CallContext& call) {
                        stop_.request_stop();
                        return say(arguments, call);
                      })}},
      usage_};
};

// --- Results ----------------------------------------------------------------------------------

TEST_F(BatchTest, answers_in_the_order_of_the_request_whatever_ran_first) {
  const Json result =
      run({operation("last", "echo", {{"value", 1}}, {"first"}), operation("first", "echo")});
  EXPECT_EQ(result["results"][0]["id"], "last");
  EXPECT_EQ(result["results"][0]["result"]["said"], 1);
  EXPECT_EQ(result["results"][1]["id"], "first");
  EXPECT_EQ(result["success_count"], 2);
  EXPECT_EQ(result["failure_count"], 0);
  EXPECT_EQ(result["stats"]["total_operations"], 2);
  EXPECT_EQ(result["stats"]["parallel_peak"], 1);
  for (const Json& one : result["results"]) {
    EXPECT_TRUE(one["success"].get<bool>());
    EXPECT_TRUE(one["error"].is_null());
    EXPECT_GE(one["duration_ms"], 0);
    EXPECT_FALSE(one.contains("skipped"));
  }
}

TEST_F(BatchTest, tells_the_error_of_a_tool_and_runs_the_rest) {
  const Json result = run({operation("a", "refuse"), operation("b", "echo")});
  EXPECT_EQ(to_line(result["results"][0]["error"]),
            R"({"code":"conflict","message":"arguments.value: not now","field":"value"})");
  EXPECT_TRUE(result["results"][0]["result"].is_null());
  EXPECT_TRUE(result["results"][1]["success"].get<bool>());
  EXPECT_EQ(result["failure_count"], 1);
}

TEST_F(BatchTest, fails_an_operation_alone_whose_tool_does_not_exist) {
  for (const char* name : {"no_such_tool", "batch/execute", "batch_query_episodes",
                           "batch_pattern_analysis", "batch_compare_episodes"}) {
    const Json result = run({operation("a", name), operation("b", "echo")});
    EXPECT_EQ(result["results"][0]["error"]["message"], "Tool not found: " + std::string(name));
    EXPECT_EQ(result["results"][0]["error"]["code"], "not_found");
    EXPECT_TRUE(result["results"][1]["success"].get<bool>());
  }
}

TEST_F(BatchTest, counts_calls_and_survives_bugs_like_any_call) {
  const Json result = run({operation("a", "broken"), operation("b", "echo")});
  EXPECT_EQ(result["results"][0]["error"]["code"], "internal");
  EXPECT_EQ(usage_.snapshot().at("broken").failed, 1);
  EXPECT_EQ(usage_.snapshot().at("echo").succeeded, 1);
}

TEST_F(BatchTest, takes_an_answer_that_tells_of_a_failure_for_one_and_shows_it) {
  const Json result = run({operation("a", "echo", {{"value", "failure"}}),
                           operation("b", "echo", Json::object(), {"a"})});
  EXPECT_FALSE(result["results"][0]["success"].get<bool>());
  EXPECT_EQ(result["results"][0]["error"]["code"], "failed");
  EXPECT_EQ(result["results"][0]["result"]["said"], "failure");
  EXPECT_TRUE(result["results"][1]["skipped"].get<bool>());
}

TEST_F(BatchTest, says_to_modern_clients_what_every_result_says) {
  const Json params = {{"operations", {operation("a", "echo")}},
                       {"_meta", {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"}}}};
  const Json modern = reply(params, Revision::r2026_07_28)["result"];
  EXPECT_EQ(modern["resultType"], "complete");
  EXPECT_EQ(modern["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "test");
  EXPECT_FALSE(reply(params)["result"].contains("resultType"));
}

TEST_F(BatchTest, bounds_all_results_together_but_tells_small_ones_always) {
  const Json large = {{"bytes", 6'000'000}};
  const Json result = run({operation("a", "echo", large), operation("b", "echo", large),
                           operation("c", "echo", large), operation("d", "echo")},
                          "sequential");
  EXPECT_TRUE(result["results"][1]["success"].get<bool>());
  EXPECT_EQ(result["results"][2]["error"]["code"], "exhausted");
  EXPECT_TRUE(result["results"][2]["result"].is_null());
  EXPECT_TRUE(result["results"][3]["success"].get<bool>());
}

// --- Order and time ---------------------------------------------------------------------------

TEST_F(BatchTest, runs_twenty_operations_at_once) {
  Json operations = Json::array();
  for (int i = 0; i < 20; ++i) operations.push_back(operation(std::to_string(i), "meet"));
  const Json result = run(operations, "parallel", 20);
  EXPECT_EQ(result["success_count"], 20);
  EXPECT_EQ(result["stats"]["parallel_peak"], 20);
}

TEST_F(BatchTest, stops_starting_operations_after_the_first_failure_when_told_to) {
  const Json operations = {operation("a", "echo"), operation("b", "refuse"),
                           operation("c", "echo")};
  const Json result = run(operations, "failfast", 1);
  EXPECT_TRUE(result["results"][0]["success"].get<bool>());
  EXPECT_TRUE(result["results"][2]["skipped"].get<bool>());
  EXPECT_EQ(result["results"][2]["error"]["message"],
            "not started, because operation 'b' failed and the mode is failfast");
  EXPECT_EQ(result["failure_count"], 2);
  EXPECT_EQ(result["stats"]["skipped_count"], 1);
  EXPECT_EQ(run(operations, "sequential")["stats"]["skipped_count"], 0);
}

TEST_F(BatchTest, skips_what_depends_on_a_failure_in_every_mode_and_says_on_which) {
  for (const char* mode : {"parallel", "sequential", "failfast"}) {
    const Json result =
        run({operation("a", "refuse"), operation("b", "echo", Json::object(), {"a"}),
             operation("c", "echo", Json::object(), {"b"})},
            mode);
    EXPECT_EQ(result["results"][1]["error"]["message"],
              "not started, because operation 'a', on which it depends, failed");
    EXPECT_EQ(result["results"][2]["error"]["message"],
              "not started, because operation 'b', on which it depends, was not started");
    EXPECT_EQ(result["results"][2]["error"]["code"], "cancelled");
    EXPECT_TRUE(result["results"][2]["skipped"].get<bool>());
  }
}

TEST_F(BatchTest, starts_nothing_more_once_the_caller_gave_up) {
  const Json result = run({operation("a", "stop"), operation("b", "echo")}, "sequential");
  EXPECT_TRUE(result["results"][1]["skipped"].get<bool>());
  EXPECT_EQ(calls_, 0);
}

TEST_F(BatchTest, tells_how_far_it_is) {
  std::vector<Json> told;
  CallContext call{.revision = newest_revision,
                   .cancelled = {},
                   .progress = Progress(7, [&](Json params) { told.push_back(params); })};
  const Request request{
      .id = 1,
      .method = "batch/execute",
      .params = {{"operations", {operation("a", "echo"), operation("b", "echo")}}}};
  EXPECT_FALSE(std::holds_alternative<RpcError>(server_.handle(request, call)));
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.front()["total"], 2);
}

// --- References -------------------------------------------------------------------------------

TEST_F(BatchTest, puts_values_of_any_type_in_place_of_references) {
  const Json deep = {{"list", {10, {{"name", "Ada"}}}}, {"none", nullptr}};
  const Json result = run({operation("later", "echo",
                                     {{"value",
                                       {{"whole", "${first.said.list}"},
                                        {"item", "${first.said.list.1.name}"},
                                        {"null", "${first.said.none}"},
                                        {"text", "<${first.said.list.0}|${first.said.list.1}>"},
                                        {"escaped", "$${first.said} costs $5"}}}}),
                           operation("first", "echo", {{"value", deep}})});
  EXPECT_EQ(to_line(result["results"][0]["result"]["said"]),
            R"({"whole":[10,{"name":"Ada"}],"item":"Ada","null":null,)"
            R"("text":"<10|{\"name\":\"Ada\"}>","escaped":"${first.said} costs $5"})");
}

TEST_F(BatchTest, takes_the_longest_id_that_fits_a_reference) {
  const Json result = run({operation("a", "echo", {{"value", {{"said", "short"}}}}),
                           operation("a.said", "echo", {{"value", "long"}}),
                           operation("b", "echo", {{"value", "${a.said.said}"}})});
  EXPECT_EQ(result["results"][2]["result"]["said"], "long");
}

TEST_F(BatchTest, fails_an_operation_whose_reference_leads_nowhere) {
  for (const char* path : {"nothing", "said.3", "said.-1", "said.0.x", "said.", "said.1x"}) {
    const Json result =
        run({operation("a", "echo", {{"value", {1, 2}}}),
             operation("b", "echo", {{"value", "${a." + std::string(path) + "}"}})});
    const Json& error = result["results"][1]["error"];
    if (std::string(path) == "said.") {
      EXPECT_TRUE(result["results"][1]["success"].get<bool>());
      continue;
    }
    EXPECT_EQ(error["code"], "invalid_argument") << path;
    EXPECT_EQ(error["field"], "value") << path;
    const std::string message = error["message"];
    EXPECT_NE(message.find("${a." + std::string(path) + "}"), std::string::npos) << message;
  }
}

TEST_F(BatchTest, bounds_what_references_may_grow_to) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "${a.more}";
  const Json result = run(
      {operation("a", "echo", {{"bytes", 1'000'000}}), operation("b", "echo", {{"value", text}})});
  EXPECT_EQ(result["results"][1]["error"]["code"], "exhausted");
}

// --- Refusals ---------------------------------------------------------------------------------

TEST_F(BatchTest, refuses_what_cannot_be_done_before_anything_is_run) {
  const Json empty = Json::object();
  const std::pair<std::vector<Json>, const char*> refused[] = {
      {{operation("a", "echo"), operation("a", "echo")},
       "params.operations[1].id: 'a' is the id of operation 0 too; give each"},
      {{operation("a", "echo", empty, {"a"})}, "operation 'a' depends on itself"},
      {{operation("a", "echo", {{"value", "${a.said}"}})}, "operation 'a' depends on itself"},
      {{operation("fetch", "echo"), operation("b", "echo", empty, {"fetsh"})},
       "params.operations[1].depends_on[0]: 'fetsh' is the id of no operation of this batch (did "
       "you mean 'fetch'?)"},
      {{operation("a", "echo", {{"value", {1, "x${b.said}"}}})},
       "params.operations[0].arguments.value[1]: ${b.said} refers to no operation of this batch"},
      {{operation("a", "echo", {{"value", "${a"}})},
       "params.operations[0].arguments.value: \"${\" begins a reference, but no \"}\" ends it"},
      {{operation("a", "echo", empty, {"c"}), operation("b", "echo", {{"value", "${a.said}"}}),
        operation("c", "echo", empty, {"b"})},
       "'a' waits for 'c' waits for 'b' waits for 'a'"},
      {{}, "params.operations: has 0 items"},
      {{Json{{"id", "a"}}}, "params.operations[0].tool: is required"},
      {{operation("", "echo")}, "params.operations[0].id: must not be empty"},
      {{operation("a", "echo", {1})}, "params.operations[0].arguments: expected an object"},
      {{Json{{"id", "a"}, {"tool", "echo"}, {"dependson", 1}}}, "did you mean depends_on"},
  };
  for (const auto& [operations, sentence] : refused) {
    const std::string message = refusal_of(operations);
    EXPECT_NE(message.find(sentence), std::string::npos) << message;
  }
}

TEST_F(BatchTest, refuses_more_than_there_may_be) {
  Json operations = Json::array();
  for (int i = 0; i < 101; ++i) operations.push_back(operation(std::to_string(i), "echo"));
  EXPECT_NE(refusal_of(operations).find("at most 100"), std::string::npos);
  const Json one = {operation("a", "echo")};
  EXPECT_NE(refusal({{"operations", one}, {"max_parallel", 21}}).find("max_parallel"),
            std::string::npos);
  EXPECT_NE(refusal({{"operations", one}, {"mode", "serial"}}).find("sequential"),
            std::string::npos);
  EXPECT_NE(refusal(Json::object()).find("params.operations: is required"), std::string::npos);
}

// --- Any batch --------------------------------------------------------------------------------

// When each operation started and ended, as numbers of one clock.
struct Times {
  std::mutex mutex;
  int clock = 0;
  int running = 0;
  int peak = 0;
  std::map<std::int64_t, std::pair<int, int>> of;
};

Tool timed(Times& times) {
  return tool("timed", [&times](const EchoArguments& arguments, CallContext& call) {
    {
      const std::scoped_lock lock(times.mutex);
      times.of[arguments.bytes].first = ++times.clock;
      times.peak = std::max(times.peak, ++times.running);
    }
    std::this_thread::yield();
    const std::scoped_lock lock(times.mutex);
    --times.running;
    times.of[arguments.bytes].second = ++times.clock;
    return say(arguments, call);
  });
}

// Some operations fail, some depend by a list and some by a reference; their order is shuffled.
struct AnyBatch {
  std::vector<std::vector<int>> after;
  std::vector<bool> fails;
  std::vector<int> order;  // Of the request.

  Json operations() const {
    Json list = Json::array();
    for (const int i : order) {
      Json depends_on = Json::array();
      Json value = Json::array();
      for (const int earlier : after[static_cast<std::size_t>(i)]) {
        if ((earlier + i) % 2 == 0)
          depends_on.push_back(std::to_string(earlier));
        else
          value.push_back("${" + std::to_string(earlier) + ".said}");
      }
      const bool is_failing = fails[static_cast<std::size_t>(i)];
      list.push_back(operation(std::to_string(i), is_failing ? "refuse" : "timed",
                               {{"value", value}, {"bytes", i}}, depends_on));
    }
    return list;
  }
};

AnyBatch any_batch() {
  const int size = *rc::gen::inRange(1, 16);
  AnyBatch batch;
  for (int i = 0; i < size; ++i) {
    const int count = *rc::gen::inRange(0, std::min(i, 3) + 1);
    batch.after.push_back(*rc::gen::unique<std::vector<int>>(static_cast<std::size_t>(count),
                                                             rc::gen::inRange(0, i)));
    batch.fails.push_back(*rc::gen::inRange(0, 10) == 0);
    batch.order.push_back(i);
  }
  for (int i = size - 1; i > 0; --i) {
    std::swap(batch.order[static_cast<std::size_t>(i)],
              batch.order[static_cast<std::size_t>(*rc::gen::inRange(0, i + 1))]);
  }
  return batch;
}

RC_GTEST_PROP(batch_execute, keeps_to_dependencies_in_every_mode, ()) {
  set_log_level(LogLevel::off);
  const AnyBatch batch = any_batch();
  const auto mode = *rc::gen::element<std::string>("parallel", "sequential", "failfast");
  const int max_parallel = *rc::gen::inRange(1, 21);
  Times times;
  ToolUsage usage;
  const McpServer server(
      {},
      {.tools = {timed(times), tool("refuse",
                                    [](const EchoArguments&, CallContext&) -> Result<EchoAnswer> {
                                      return conflict("no");
                                    })}},
      usage);
  CallContext call{.revision = newest_revision, .cancelled = {}, .progress = {}};
  const Request request{
      .id = 1,
      .method = "batch/execute",
      .params = {
          {"operations", batch.operations()}, {"mode", mode}, {"max_parallel", max_parallel}}};
  const Json result = must(parse_json(reply_text(1, server.handle(request, call))))["result"];

  std::map<int, bool> succeeded;
  std::map<int, bool> skipped;
  int last_start = 0;
  for (std::size_t i = 0; i < batch.order.size(); ++i) {
    const Json& one = result["results"][i];
    RC_ASSERT(one["id"] == std::to_string(batch.order[i]));
    succeeded[batch.order[i]] = one["success"];
    skipped[batch.order[i]] = one.value("skipped", false);
  }
  const auto has_failure = std::ranges::any_of(succeeded, [](auto one) { return !one.second; });
  for (const int i : batch.order) {
    bool may_start = true;
    for (const int earlier : batch.after[static_cast<std::size_t>(i)]) {
      may_start = may_start && succeeded[earlier];
      if (succeeded[i]) RC_ASSERT(times.of[earlier].second < times.of[i].first);
    }
    if (!may_start) RC_ASSERT(skipped[i]);
    if (mode != "failfast" || !has_failure) RC_ASSERT(skipped[i] == !may_start);
    RC_ASSERT(times.of.contains(i) == (succeeded[i]));
  }
  // In sequence, an operation starts before an earlier one only if that one had to wait for it.
  if (mode == "sequential") {
    RC_ASSERT(times.peak <= 1);
    for (const int i : batch.order) {
      const bool is_free = batch.after[static_cast<std::size_t>(i)].empty();
      if (!is_free || !succeeded[i]) continue;
      RC_ASSERT(times.of[i].first > last_start);
      last_start = times.of[i].first;
    }
  }
  RC_ASSERT(times.peak <= max_parallel);
  RC_ASSERT(result["success_count"].get<std::size_t>() +
                result["failure_count"].get<std::size_t>() ==
            batch.order.size());
}

}  // namespace
}  // namespace memory_mcp
