// Calls that need something of their client, and changes that clients are told of.
#include <gtest/gtest.h>

#include "base/http_limits.h"
#include "mcp/server.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

Inputs::Question name_form() {
  return {.method = "elicitation/create",
          .params = {{"message", "What is your name?"}, {"requestedSchema", Json::object()}}};
}

Tool greeter() {
  Tool tool{.info = {.name = "greet", .title = "", .description = ""},
            .input_schema = {{"type", "object"}},
            .output_schema = nullptr,
            .run = {}};
  tool.run = [](const Json&, CallContext& call) -> Result<ToolReply> {
    for (const char* key : {"first", "last"}) {
      if (call.inputs.answer(key) != nullptr) continue;
      call.inputs.ask(key, name_form());
      return conflict("nobody can be asked");
    }
    return ToolReply{.content = Json::array({text_block(
                         "Hello " + call.inputs.answer("first")->at("content").get<std::string>() +
                         " " + call.inputs.answer("last")->at("content").get<std::string>())})};
  };
  return tool;
}

class QuestionsTest : public testing::Test {
 protected:
  Json result(const Json& more, const std::string& caller = "ann",
              const Json& capabilities = {{"elicitation", Json::object()}}) {
    Json params = {{"name", "greet"}};
    params.update(more);
    CallContext call{.client = ClientCapabilities(capabilities)};
    call.caller.name = caller;
    const Reply reply = server_.handle({.id = 1, .method = "tools/call", .params = params}, call);
    return must(parse_json(reply_text(1, reply)));
  }

  ToolUsage usage_;
  const McpServer server_{{}, {.tools = {greeter()}}, usage_};
};

TEST_F(QuestionsTest, are_asked_one_after_the_other_and_answers_are_kept_by_the_client) {
  const Json first = result(Json::object())["result"];
  EXPECT_EQ(first["resultType"], "input_required");
  EXPECT_TRUE(first["inputRequests"].contains("first"));
  const Json second = result({{"requestState", first["requestState"]},
                              {"inputResponses", {{"first", {{"content", "Ada"}}}}}})["result"];
  EXPECT_TRUE(second["inputRequests"].contains("last"));
  EXPECT_FALSE(second["inputRequests"].contains("first"));
  const Json last = result({{"requestState", second["requestState"]},
                            {"inputResponses", {{"last", {{"content", "Lovelace"}}}}}})["result"];
  EXPECT_EQ(last["content"][0]["text"], "Hello Ada Lovelace");
}

TEST_F(QuestionsTest, take_no_state_of_another_call_or_caller) {
  const Json state = result(Json::object())["result"]["requestState"];
  EXPECT_EQ(result({{"requestState", state}}, "bob")["error"]["code"], -32602);
  EXPECT_EQ(result({{"requestState", state}, {"arguments", {{"x", 1}}}})["error"]["code"], -32602);
  EXPECT_EQ(result({{"requestState", "forged"}})["error"]["code"], -32602);
  EXPECT_EQ(result({{"requestState", 7}})["error"]["code"], -32602);
  EXPECT_EQ(result({{"inputResponses", "none"}})["error"]["code"], -32602);
}

TEST_F(QuestionsTest, name_what_a_client_would_have_to_declare) {
  const Json error = result(Json::object(), "ann", Json::object())["error"];
  EXPECT_EQ(error["code"], -32021);
  EXPECT_TRUE(error["data"]["requiredCapabilities"].contains("elicitation"));
}

TEST_F(QuestionsTest, are_asked_at_once_in_older_revisions) {
  CallContext call{.revision = Revision::r2025_11_25,
                   .client = ClientCapabilities(Json{{"elicitation", Json::object()}})};
  int asked = 0;
  call.ask_client = [&](const Inputs::Question&) -> Result<Json> {
    return Json{{"content", ++asked == 1 ? "Ada" : "Lovelace"}};
  };
  const Request request{.id = 1, .method = "tools/call", .params = {{"name", "greet"}}};
  const Json told = must(parse_json(reply_text(1, server_.handle(request, call))));
  EXPECT_EQ(told["result"]["content"][0]["text"], "Hello Ada Lovelace");
}

TEST_F(QuestionsTest, leave_the_tools_own_words_to_clients_that_cannot_be_asked) {
  CallContext call{.revision = Revision::r2025_11_25};
  const Request request{.id = 1, .method = "tools/call", .params = {{"name", "greet"}}};
  const Json told = must(parse_json(reply_text(1, server_.handle(request, call))));
  EXPECT_EQ(told["result"]["content"][0]["text"], "nobody can be asked");
  EXPECT_EQ(told["result"]["isError"], true);
}

// --- Changes ------------------------------------------------------------------------------------

struct Heard {
  std::vector<Json> notifications;
  std::vector<Json> answers;
  Outlet outlet{
      .notify = [this](std::string text) { notifications.push_back(must(parse_json(text))); },
      .answer = [this](std::string text) { answers.push_back(must(parse_json(text))); }};
};

const Changes::Rights all_rights{.caller = "ann",
                                 .may_read = [](const std::string&) { return true; }};

Request wish(const Json& id, const Json& notifications) {
  return {.id = id, .method = "subscriptions/listen", .params = {{"notifications", notifications}}};
}

TEST(Changes, are_told_to_those_who_asked_for_them_under_the_id_they_asked_with) {
  Changes changes({.tools = true, .resource = true});
  Heard tools;
  Heard one;
  const std::stop_source stay;
  ASSERT_FALSE(changes.subscribe(wish(0, {{"toolsListChanged", true}}), tools.outlet,
                                 stay.get_token(), all_rights));
  ASSERT_FALSE(changes.subscribe(wish("r", {{"resourceSubscriptions", {"memory://stats"}}}),
                                 one.outlet, stay.get_token(), all_rights));
  changes.announce({.of = Change::Of::tools, .uri = ""});
  changes.announce({.of = Change::Of::resource, .uri = "memory://stats"});
  changes.announce({.of = Change::Of::resource, .uri = "memory://other"});
  ASSERT_EQ(tools.notifications.size(), 2U);
  EXPECT_EQ(tools.notifications[0]["method"], "notifications/subscriptions/acknowledged");
  EXPECT_EQ(tools.notifications[1]["method"], "notifications/tools/list_changed");
  EXPECT_EQ(tools.notifications[1]["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 0);
  ASSERT_EQ(one.notifications.size(), 2U);
  EXPECT_EQ(one.notifications[1]["params"]["uri"], "memory://stats");
}

TEST(Changes, promise_only_what_can_happen) {
  Changes changes({.resource = true});
  Heard heard;
  ASSERT_FALSE(changes.subscribe(
      wish(1, {{"toolsListChanged", true}, {"resourceSubscriptions", {"memory://stats"}}}),
      heard.outlet, std::stop_source().get_token(), all_rights));
  EXPECT_EQ(to_line(heard.notifications[0]["params"]["notifications"]),
            R"({"resourceSubscriptions":["memory://stats"]})");
}

TEST(Changes, are_no_longer_told_to_who_has_gone_and_end_with_a_result_for_the_others) {
  Changes changes({.tools = true});
  Heard gone;
  Heard staying;
  std::stop_source leave;
  const std::stop_source stay;
  const Json wanted = {{"toolsListChanged", true}};
  ASSERT_FALSE(changes.subscribe(wish(1, wanted), gone.outlet, leave.get_token(), all_rights));
  ASSERT_FALSE(changes.subscribe(wish(2, wanted), staying.outlet, stay.get_token(), all_rights));
  leave.request_stop();
  changes.announce({.of = Change::Of::tools, .uri = ""});
  changes.end_all();
  EXPECT_EQ(gone.notifications.size(), 1U);
  EXPECT_TRUE(gone.answers.empty());
  ASSERT_EQ(staying.answers.size(), 1U);
  EXPECT_EQ(staying.answers[0]["result"]["resultType"], "complete");
}

TEST(Changes, refuse_wishes_that_are_none) {
  Changes changes({.tools = true, .resource = true});
  Heard heard;
  for (const Json& wanted :
       {Json(), Json("all"), Json{{"toolsListChanged", "yes"}},
        Json{{"resourceSubscriptions", "memory://stats"}}, Json{{"resourceSubscriptions", {1}}}}) {
    const auto error = changes.subscribe(wish(1, wanted), heard.outlet,
                                         std::stop_source().get_token(), all_rights);
    ASSERT_TRUE(error) << to_line(wanted);
    EXPECT_EQ(error->code, -32602);
  }
  EXPECT_TRUE(heard.notifications.empty());
}

TEST(Changes, are_told_only_of_what_may_be_read) {
  Changes changes({.resource = true});
  Heard heard;
  const std::stop_source stay;
  const Changes::Rights rights{.caller = "ann",
                               .may_read = [](const std::string& uri) { return uri == "mine"; }};
  ASSERT_FALSE(changes.subscribe(wish(1, {{"resourceSubscriptions", {"mine", "theirs"}}}),
                                 heard.outlet, stay.get_token(), rights));
  changes.announce({.of = Change::Of::resource, .uri = "theirs"});
  ASSERT_EQ(heard.notifications.size(), 1U);
  EXPECT_EQ(to_line(heard.notifications[0]["params"]["notifications"]),
            R"({"resourceSubscriptions":["mine"]})");
}

TEST(Changes, keep_room_for_others_from_a_caller_who_floods) {
  Changes changes({.tools = true});
  const std::stop_source stay;
  const Outlet outlet{.notify = [](const std::string&) {}, .answer = [](const std::string&) {}};
  const Request request = wish(1, {{"toolsListChanged", true}});
  Changes::Rights rights = all_rights;
  for (std::size_t i = 0; i < limits::subscriptions_per_caller_max; ++i) {
    ASSERT_FALSE(changes.subscribe(request, outlet, stay.get_token(), rights));
  }
  const auto refused = changes.subscribe(request, outlet, stay.get_token(), rights);
  EXPECT_TRUE(refused->message.find("as many as one caller may") != std::string::npos);
  rights.caller = "bob";
  EXPECT_FALSE(changes.subscribe(request, outlet, stay.get_token(), rights));
}

TEST(Changes, that_come_while_a_subscription_is_acknowledged_are_told_after_it) {
  Changes changes({.tools = true});
  std::vector<std::string> methods;
  const std::stop_source stay;
  const Outlet outlet{.notify =
                          [&](const std::string& text) {
                            methods.push_back(must(parse_json(text))["method"]);
                            if (methods.size() == 1) changes.announce({.of = Change::Of::tools});
                          },
                      .answer = [](const std::string&) {}};
  ASSERT_FALSE(changes.subscribe(wish(1, {{"toolsListChanged", true}}), outlet, stay.get_token(),
                                 all_rights));
  EXPECT_EQ(methods, (std::vector<std::string>{"notifications/subscriptions/acknowledged",
                                               "notifications/tools/list_changed"}));
}

TEST(Changes, are_told_to_listeners_as_long_as_these_live) {
  Changes changes({.tools = true});
  int told = 0;
  auto listener = std::make_shared<int>();
  const std::weak_ptr<int> watched = listener;
  changes.listen(listener, [&](const Change&) { ++told; });
  changes.announce({.of = Change::Of::tools});
  listener.reset();
  EXPECT_TRUE(watched.expired());
  changes.announce({.of = Change::Of::tools});
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace memory_mcp
