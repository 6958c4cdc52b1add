// One client's messages from text to text, over a real pool of workers and small test tools.
#include "mcp/conversation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <latch>

#include "base/check.h"
#include "base/log.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

struct EchoArguments {
  std::string text;
  std::int64_t times = 1;

  static constexpr auto fields() {
    return std::tuple{required("text", &EchoArguments::text, "What to say."),
                      optional("times", &EchoArguments::times, "How often.").between(1, 3)};
  }
};

struct EchoAnswer {
  std::string said;

  static constexpr auto fields() {
    return std::tuple{required("said", &EchoAnswer::said, "What was said.")};
  }
};

struct NoArguments {
  static constexpr auto fields() { return std::tuple{}; }
};

Tool echo() {
  return typed_tool<EchoArguments, EchoAnswer>(
      {.name = "echo", .title = "Echo", .description = "Says it."},
      [](const EchoArguments& arguments, CallContext&) -> Result<EchoAnswer> {
        std::string said;
        for (std::int64_t i = 0; i < arguments.times; ++i) said += arguments.text;
        return EchoAnswer{said};
      });
}

Tool broken() {
  return typed_tool<NoArguments, EchoAnswer>(
      {.name = "broken", .title = "Broken", .description = "Has a bug."},
      [](const NoArguments&, CallContext&) -> Result<EchoAnswer> {
        CHECK(1 > 2);
        return EchoAnswer{};
      });
}

Tool refusing() {
  return typed_tool<NoArguments, EchoAnswer>(
      {.name = "refusing", .title = "Refusing", .description = "Says no."},
      [](const NoArguments&, CallContext&) -> Result<EchoAnswer> { return conflict("not now"); });
}

Tool counting() {
  return typed_tool<NoArguments, EchoAnswer>(
      {.name = "counting", .title = "Counting", .description = "Tells how far it is."},
      [](const NoArguments&, CallContext& call) -> Result<EchoAnswer> {
        call.progress.report(1, 2, "half");
        call.progress.report(1, 2, "no further, so not told");
        return EchoAnswer{"counted"};
      });
}

// Asks its client first.
Tool asking() {
  return typed_tool<NoArguments, EchoAnswer>(
      {.name = "asking", .title = "Asking", .description = "Asks the user.", .asks_user = true},
      [](const NoArguments&, CallContext& call) -> Result<EchoAnswer> {
        if (const Json* const answer = call.inputs.answer("name")) {
          return EchoAnswer{answer->at("content").at("name")};
        }
        call.inputs.ask("name", {.method = "elicitation/create", .params = Json::object()});
        return conflict("nobody was asked");
      });
}

// A tool that works until its caller gives up.
class Patience {
 public:
  Tool tool() {
    return typed_tool<NoArguments, EchoAnswer>(
        {.name = "patient", .title = "Patient", .description = "Waits to be stopped."},
        [this](const NoArguments&, CallContext& call) -> Result<EchoAnswer> {
          started_.count_down();
          std::mutex mutex;
          std::condition_variable_any stopped;
          std::unique_lock lock(mutex);
          stopped.wait(lock, call.cancelled, [] { return false; });
          return Error{Fault::cancelled, "stopped"};
        });
  }
  void wait_for_start() { started_.wait(); }

 private:
  std::latch started_{1};
};

// What the conversation sends, by the id it answers.
class Sent {
 public:
  void add(std::string message) {
    const std::scoped_lock lock(mutex_);
    messages_.push_back(must(parse_json(message)));
    added_.notify_all();
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(added_.wait_for(lock, 10s, [&] { return messages_.size() >= count; }));
  }
  std::vector<Json> all() const {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable added_;
  std::vector<Json> messages_;
};

class ConversationTest : public testing::Test {
 protected:
  ConversationTest() { set_log_level(LogLevel::off); }
  ~ConversationTest() override {
    conversation_.cancel_all();
    EXPECT_TRUE(workers_.drain(10s));
  }

  void receive(std::string_view text) { conversation_.receive(text, outlet_); }

  // All that is sent until nothing is being worked on any more.
  std::vector<Json> sent() {
    EXPECT_TRUE(workers_.drain(10s));
    return sent_.all();
  }
  // The only message sent.
  Json answer_to(std::string_view text) {
    const std::size_t before = sent().size();
    receive(text);
    const auto messages = sent();
    EXPECT_EQ(messages.size(), before + 1) << text;
    return messages.size() > before ? messages.back() : Json();
  }

  // Of a conversation that begins with it.
  Json answer_of_a_new_one(const std::string& text) {
    Conversation fresh(server_, workers_, Conversation::Receiver::reader);
    const std::size_t before = sent().size();
    fresh.receive(text, outlet_);
    return sent().at(before);
  }

  static std::string call(const std::string& id, const std::string& tool,
                          const std::string& arguments = "{}", const std::string& more = "") {
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":")" +
           tool + R"(","arguments":)" + arguments + more + "}}";
  }
  static std::string modern(const std::string& id, const std::string& method,
                            const std::string& version = "2026-07-28") {
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + method +
           R"(","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":")" + version +
           R"(","io.modelcontextprotocol/clientCapabilities":{}}}})";
  }
  static std::string initialize(const std::string& version,
                                const std::string& capabilities = "{}") {
    return R"({"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":")" +
           version + R"(","capabilities":)" + capabilities +
           R"(,"clientInfo":{"name":"t","version":"1"}}})";
  }

  Patience patience_;
  ToolUsage usage_;
  const McpServer server_{
      {.name = "test", .title = "Test", .version = "1", .instructions = "Do."},
      {.tools = {echo(), broken(), refusing(), counting(), asking(), patience_.tool()}},
      usage_};
  Sent sent_;
  WorkerPool workers_{4};
  const Outlet outlet_{.notify = [this](std::string message) { sent_.add(std::move(message)); },
                       .answer = [this](std::string reply) { sent_.add(std::move(reply)); }};
  Conversation conversation_{server_, workers_, Conversation::Receiver::reader};
};

// --- Questions to the client ----------------------------------------------------------------

TEST_F(ConversationTest, answers_a_call_once_its_client_has_answered) {
  receive(initialize("2025-06-18", R"({"elicitation":{}})"));
  receive(call("1", "asking"));
  sent_.wait_for(2);
  receive(
      R"({"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept","content":{"name":"Ada"}}})");
  EXPECT_EQ(sent().back()["result"]["structuredContent"]["said"], "Ada");
}

TEST_F(ConversationTest, waits_for_no_answer_after_the_end_of_the_input) {
  receive(initialize("2025-06-18", R"({"elicitation":{}})"));
  receive(call("1", "asking"));
  sent_.wait_for(2);
  conversation_.end_of_input();
  EXPECT_EQ(sent().back()["result"]["content"][0]["text"], "nobody was asked");
  receive(call("2", "asking"));
  const auto messages = sent();
  EXPECT_EQ(messages.size(), 4U) << "and asks no more";
  EXPECT_EQ(messages.back()["result"]["isError"], true);
}

// --- Calls ------------------------------------------------------------------------------------

TEST_F(ConversationTest, answers_a_call_with_text_and_data_under_its_id) {
  const Json answer = answer_to(call("7", "echo", R"({"text":"ha","times":2})"));
  EXPECT_EQ(to_line(answer),
            R"({"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":)"
            R"("{\"said\":\"haha\"}"}],"structuredContent":{"said":"haha"},"isError":false}})");
}

TEST_F(ConversationTest, tells_the_model_what_is_wrong_with_its_arguments) {
  const Json answer = answer_to(call("1", "echo", R"({"text":"ha","times":9})"));
  const Json& error = answer["result"]["structuredContent"]["error"];
  EXPECT_EQ(answer["result"]["isError"], true);
  EXPECT_EQ(error["code"], "invalid_argument");
  EXPECT_EQ(error["field"], "times");
  EXPECT_EQ(error["message"], "arguments.times: expected a number, 1 to 3; got 9");
  EXPECT_EQ(answer["result"]["content"][0]["text"], error["message"]);
}

TEST_F(ConversationTest, passes_on_what_a_tool_refuses) {
  const Json answer = answer_to(call("1", "refusing"));
  EXPECT_EQ(to_line(answer["result"]["structuredContent"]),
            R"({"error":{"code":"conflict","message":"not now"}})");
}

TEST_F(ConversationTest, answers_internal_for_a_tool_with_a_bug_and_lives) {
  const Json answer = answer_to(call("1", "broken"));
  EXPECT_EQ(answer["error"]["code"], -32603);
  EXPECT_EQ(to_line(answer).find("1 > 2"), std::string::npos) << "tells outsiders of our code";
  EXPECT_EQ(answer_to(call("2", "echo", R"({"text":"on"})"))["result"]["isError"], false);
}

TEST_F(ConversationTest, takes_a_call_without_arguments) {
  receive(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"refusing"}})");
  EXPECT_EQ(sent().at(0)["result"]["isError"], true);
}

TEST_F(ConversationTest, refuses_calls_that_name_no_tool_or_no_object_of_arguments) {
  EXPECT_EQ(answer_to(call("1", "missing"))["error"]["code"], -32602);
  EXPECT_EQ(answer_to(call("1", "missing"))["error"]["message"], "Tool not found: missing");
  EXPECT_EQ(answer_to(call("1", "echo", "[]"))["error"]["code"], -32602);
  EXPECT_EQ(answer_to(call("1", "echo", "null"))["error"]["code"], -32602);
  EXPECT_EQ(answer_to(R"({"jsonrpc":"2.0","id":1,"method":"tools/call"})")["error"]["code"],
            -32602);
}

TEST_F(ConversationTest, counts_calls_by_how_they_went) {
  receive(call("1", "echo", R"({"text":"x"})"));
  receive(call("2", "echo"));
  receive(call("3", "missing"));
  sent();
  const auto usage = usage_.snapshot();
  EXPECT_EQ(usage.at("echo").succeeded, 1);
  EXPECT_EQ(usage.at("echo").failed, 1);
  EXPECT_EQ(usage.at("echo").latency.count(), 2U);
  EXPECT_FALSE(usage.contains("missing"));
}

TEST_F(ConversationTest, answers_every_one_of_many_calls_once) {
  constexpr int calls = 300;
  for (int id = 0; id < calls; ++id) {
    receive(call(std::to_string(id), "echo", R"({"text":")" + std::to_string(id) + "\"}"));
  }
  std::vector<bool> answered(calls);
  for (const auto& message : sent()) {
    const auto id = message["id"].get<std::size_t>();
    EXPECT_FALSE(answered.at(id));
    EXPECT_EQ(message["result"]["structuredContent"]["said"], std::to_string(id));
    answered.at(id) = true;
  }
  EXPECT_EQ(std::ranges::count(answered, true), calls);
}

// --- Cancellation and progress ----------------------------------------------------------------

TEST_F(ConversationTest, sends_nothing_for_a_call_that_was_cancelled) {
  receive(call("1", "patient"));
  patience_.wait_for_start();
  receive(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  EXPECT_TRUE(sent().empty());
}

TEST_F(ConversationTest, tells_7_from_the_text_7_when_cancelling) {
  receive(call("7", "patient"));
  patience_.wait_for_start();
  receive(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"7"}})");
  EXPECT_FALSE(workers_.drain(1ms));
  receive(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}})");
  EXPECT_TRUE(sent().empty());
}

TEST_F(ConversationTest, lets_the_id_of_a_cancelled_call_be_used_again) {
  receive(call("1", "patient"));
  patience_.wait_for_start();
  receive(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  receive(call("1", "echo", R"({"text":"again"})"));
  ASSERT_EQ(sent().size(), 1U);
  EXPECT_EQ(sent()[0]["result"]["structuredContent"]["said"], "again");
}

TEST_F(ConversationTest, sends_nothing_more_after_everything_was_cancelled) {
  receive(call("1", "patient"));
  patience_.wait_for_start();
  conversation_.cancel_all();
  EXPECT_TRUE(sent().empty());
}

TEST_F(ConversationTest, ignores_notifications_it_cannot_use) {
  for (const char* text :
       {R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
        R"({"jsonrpc":"2.0","method":"notifications/cancelled"})",
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}})",
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":[]})",
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{"a":1}}})",
        R"({"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}})",
        R"({"jsonrpc":"2.0","id":5,"result":{}})", R"({"jsonrpc":"2.0","id":5,"error":{}})"}) {
    receive(text);
  }
  EXPECT_TRUE(sent().empty());
}

TEST_F(ConversationTest, reports_progress_to_a_caller_who_asked_before_it_answers) {
  receive(call("1", "counting", "{}", R"(,"_meta":{"progressToken":"t"})"));
  const auto messages = sent();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(to_line(messages[0]),
            R"({"jsonrpc":"2.0","method":"notifications/progress","params":)"
            R"({"progressToken":"t","progress":1,"total":2,"message":"half"}})");
  EXPECT_EQ(messages[1]["id"], 1);
}

TEST_F(ConversationTest, reports_no_progress_to_a_caller_who_did_not_ask) {
  receive(call("1", "counting"));
  receive(call("2", "counting", "{}", R"(,"_meta":{"progressToken":null})"));
  receive(call("3", "counting", "{}", R"(,"_meta":[])"));
  for (const auto& message : sent()) EXPECT_TRUE(message.contains("result"));
}

TEST_F(ConversationTest, refuses_an_id_that_is_still_open_and_answers_the_first) {
  receive(call("1", "patient"));
  patience_.wait_for_start();
  receive(call("1", "echo", R"({"text":"x"})"));
  while (sent_.all().empty()) std::this_thread::yield();
  EXPECT_EQ(sent_.all()[0]["error"]["code"], -32600);
  EXPECT_EQ(sent_.all()[0]["id"], 1);
}

// --- The legacy era ---------------------------------------------------------------------------

TEST_F(ConversationTest, agrees_on_the_revision_that_the_client_asks_for) {
  for (const char* version : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
    const Json answer = answer_of_a_new_one(initialize(version));
    EXPECT_EQ(answer["result"]["protocolVersion"], version);
    EXPECT_EQ(answer["result"]["serverInfo"]["name"], "test");
    EXPECT_EQ(answer["result"]["instructions"], "Do.");
  }
}

TEST_F(ConversationTest, offers_its_newest_legacy_revision_to_a_client_with_another) {
  for (const char* version : {"2026-07-28", "1999-01-01", "2099-01-01", ""}) {
    EXPECT_EQ(answer_of_a_new_one(initialize(version))["result"]["protocolVersion"], "2025-11-25");
  }
}

TEST_F(ConversationTest, initializes_again_beside_calls_that_came_before) {
  constexpr std::size_t calls = 200;
  for (std::size_t i = 0; i < calls; ++i) {
    if (i % 2 == 0) receive(initialize("2025-06-18", R"({"elicitation":{}})"));
    receive(call(std::to_string(i), "echo", R"({"text":"x"})"));
  }
  workers_.drain(std::chrono::minutes(1));
  EXPECT_EQ(sent_.all().size(), calls + calls / 2);
}

TEST_F(ConversationTest, refuses_to_initialize_without_a_revision) {
  EXPECT_EQ(answer_to(R"({"jsonrpc":"2.0","id":1,"method":"initialize"})")["error"]["code"],
            -32602);
}

TEST_F(ConversationTest, answers_ping_with_an_empty_object) {
  EXPECT_EQ(to_line(answer_to(R"({"jsonrpc":"2.0","id":"p","method":"ping"})")),
            R"({"jsonrpc":"2.0","id":"p","result":{}})");
}

TEST_F(ConversationTest, does_not_know_modern_methods_in_the_legacy_era) {
  EXPECT_EQ(answer_to(R"({"jsonrpc":"2.0","id":1,"method":"server/discover"})")["error"]["code"],
            -32601);
}

// --- The modern era ---------------------------------------------------------------------------

TEST_F(ConversationTest, answers_modern_requests_without_any_handshake) {
  const Json answer = answer_to(modern("1", "server/discover"));
  EXPECT_EQ(answer["result"]["supportedVersions"], Json::array({"2026-07-28"}));
  EXPECT_EQ(answer["result"]["resultType"], "complete");
  EXPECT_EQ(answer["result"]["instructions"], "Do.");
  EXPECT_EQ(answer["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "test");
}

TEST_F(ConversationTest, speaks_both_eras_alternately) {
  answer_to(initialize("2025-06-18"));
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(answer_to(modern("1", "tools/list"))["result"].contains("resultType"));
    EXPECT_FALSE(answer_to(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})")["result"].contains(
        "resultType"));
  }
}

TEST_F(ConversationTest, names_the_revisions_it_speaks_to_a_modern_client_with_another) {
  for (const char* version : {"2099-01-01", "2025-11-25"}) {
    const Json answer = answer_to(modern("1", "tools/list", version));
    EXPECT_EQ(answer["error"]["code"], -32022);
    EXPECT_EQ(answer["error"]["data"]["supported"], Json::array({"2026-07-28"}));
    EXPECT_EQ(answer["error"]["data"]["requested"], version);
  }
}

TEST_F(ConversationTest, wants_the_capabilities_of_a_modern_client) {
  const Json answer =
      answer_to(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)"
                R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})");
  EXPECT_EQ(answer["error"]["code"], -32602);
}

TEST_F(ConversationTest, refuses_legacy_methods_in_the_modern_era) {
  EXPECT_EQ(answer_to(modern("1", "initialize"))["error"]["code"], -32601);
  EXPECT_EQ(answer_to(modern("1", "ping"))["error"]["code"], -32601);
}

// --- Messages that cannot be used -------------------------------------------------------------

TEST_F(ConversationTest, answers_half_a_surrogate_pair_under_the_requests_id) {
  for (const char* id : {"7", R"("a")"}) {
    const Json answer = answer_to(R"({"jsonrpc":"2.0","id":)" + std::string(id) +
                                  R"(,"method":"tools/call","params":{"name":"\ud800"}})");
    EXPECT_EQ(answer["id"].dump(), id);
    EXPECT_EQ(answer["error"]["code"], -32600);
    EXPECT_NE(to_line(answer).find("surrogate"), std::string::npos);
  }
}

TEST_F(ConversationTest, answers_unreadable_text_with_a_parse_error_and_goes_on) {
  for (const char* text : {"nonsense", "{", "\xff", R"({"id":1,"id":1})", ""}) {
    EXPECT_EQ(answer_to(text)["error"]["code"], -32700) << text;
  }
  EXPECT_EQ(answer_to(call("1", "echo", R"({"text":"x"})"))["result"]["isError"], false);
}

TEST_F(ConversationTest, takes_a_message_with_a_number_too_large_for_valid_but_unusable) {
  EXPECT_EQ(
      answer_to(R"({"jsonrpc":"2.0","id":99999999999999999999,"method":"ping"})")["error"]["code"],
      -32600);
}

TEST_F(ConversationTest, answers_a_bad_message_under_its_id_when_that_can_be_read) {
  const Json answer = answer_to(R"({"jsonrpc":"1.0","id":"x","method":"ping"})");
  EXPECT_EQ(answer["error"]["code"], -32600);
  EXPECT_EQ(answer["id"], "x");
}

TEST_F(ConversationTest, writes_null_for_an_unreadable_id_before_anything_is_agreed) {
  const Json answer = answer_to("nonsense");
  ASSERT_TRUE(answer.contains("id"));
  EXPECT_TRUE(answer["id"].is_null());
}

TEST_F(ConversationTest, writes_null_for_an_unreadable_id_up_to_revision_2025_06_18) {
  answer_to(initialize("2025-06-18"));
  EXPECT_TRUE(answer_to("nonsense").contains("id"));
}

TEST_F(ConversationTest, leaves_an_unreadable_id_out_since_revision_2025_11_25) {
  answer_to(initialize("2025-11-25"));
  EXPECT_FALSE(answer_to("nonsense").contains("id"));
}

TEST_F(ConversationTest, leaves_an_unreadable_id_out_for_a_modern_client) {
  answer_to(modern("1", "tools/list"));
  EXPECT_FALSE(answer_to("nonsense").contains("id"));
  EXPECT_FALSE(answer_to(R"({"jsonrpc":"2.0","id":{},"method":"ping"})").contains("id"));
}

TEST_F(ConversationTest, refuses_a_message_that_was_too_long_to_be_read) {
  conversation_.refuse_oversized(outlet_);
  EXPECT_EQ(sent().at(0)["error"]["code"], -32600);
  EXPECT_NE(to_line(sent()[0]).find("4194304 bytes"), std::string::npos);
}

// --- Batches ----------------------------------------------------------------------------------

TEST_F(ConversationTest, answers_a_batch_with_one_list_in_the_revision_that_has_batches) {
  answer_to(initialize("2025-03-26"));
  const Json answer = answer_to("[" + call("1", "echo", R"({"text":"a"})") + "," +
                                R"({"jsonrpc":"2.0","method":"notifications/initialized"},)" +
                                R"({"jsonrpc":"2.0","id":2,"method":"ping"},7])");
  ASSERT_TRUE(answer.is_array());
  EXPECT_EQ(answer.size(), 3U);
  const auto answers_of = [&](const Json& id) {
    return std::ranges::count_if(answer, [&](const Json& reply) { return reply["id"] == id; });
  };
  EXPECT_EQ(answers_of(1), 1);
  EXPECT_EQ(answers_of(2), 1);
  EXPECT_EQ(answers_of(nullptr), 1);
}

TEST_F(ConversationTest, answers_a_batch_of_notifications_with_nothing) {
  answer_to(initialize("2025-03-26"));
  receive(R"([{"jsonrpc":"2.0","method":"notifications/initialized"}])");
  EXPECT_EQ(sent().size(), 1U);
}

TEST_F(ConversationTest, leaves_a_cancelled_call_out_of_the_answer_to_its_batch) {
  answer_to(initialize("2025-03-26"));
  receive("[" + call("1", "patient") + R"(,{"jsonrpc":"2.0","id":2,"method":"ping"}])");
  patience_.wait_for_start();
  receive(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  ASSERT_EQ(sent().size(), 2U);
  EXPECT_EQ(to_line(sent()[1]), R"([{"jsonrpc":"2.0","id":2,"result":{}}])");
}

TEST_F(ConversationTest, refuses_batches_that_are_empty_or_too_large_or_initialize) {
  answer_to(initialize("2025-03-26"));
  EXPECT_EQ(answer_to("[]")["error"]["code"], -32600);
  std::string large = "[1";
  for (int i = 0; i < 100; ++i) large += ",1";
  EXPECT_EQ(answer_to(large + "]")["error"]["code"], -32600);
  EXPECT_EQ(answer_to("[" + initialize("2025-06-18") + "]")[0]["error"]["code"], -32600);
}

TEST_F(ConversationTest, refuses_a_request_of_a_newer_revision_in_a_batch) {
  answer_to(initialize("2025-03-26"));
  const Json answer =
      answer_to(R"([{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{)"
                R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                R"("io.modelcontextprotocol/clientCapabilities":{}}}},)"
                R"({"jsonrpc":"2.0","id":2,"method":"ping"}])");
  ASSERT_EQ(answer.size(), 2U);
  EXPECT_EQ(answer[0]["id"], 1);
  ASSERT_TRUE(answer[0].contains("error"));
  EXPECT_EQ(answer[0]["error"]["code"], -32600);
  EXPECT_EQ(answer[1]["id"], 2);
}

TEST_F(ConversationTest, does_not_repeat_an_id_that_is_none_from_a_batch) {
  answer_to(initialize("2025-03-26"));
  const Json answer = answer_to(R"([{"jsonrpc":"2.0","method":"initialize","id":")" +
                                std::string(1'025, 'i') + R"("}])");
  EXPECT_TRUE(answer.at(0).at("id").is_null());
}

TEST_F(ConversationTest, refuses_batches_in_every_other_revision) {
  const std::string batch = R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])";
  EXPECT_EQ(answer_to(batch)["error"]["code"], -32600);
  for (const char* version : {"2024-11-05", "2025-06-18", "2025-11-25"}) {
    answer_to(initialize(version));
    EXPECT_EQ(answer_to(batch)["error"]["code"], -32600) << version;
  }
}

}  // namespace
}  // namespace memory_mcp
