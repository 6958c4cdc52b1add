// Messages, pages of tools, and the numbers that faults become.
#include "mcp/server.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/load_limits.h"
#include "mcp/fault_codes.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

Message message(std::string_view text) { return message_from_json(must(parse_json(text))); }

BadMessage bad(std::string_view text) {
  const Message got = message(text);
  const auto* refused = std::get_if<BadMessage>(&got);
  EXPECT_NE(refused, nullptr) << text;
  return refused != nullptr ? *refused : BadMessage{};
}

// --- Messages ---------------------------------------------------------------------------------

TEST(message_from_json, tells_requests_notifications_and_replies_apart) {
  const auto request =
      std::get<Request>(message(R"({"jsonrpc":"2.0","id":7,"method":"m","params":{"a":1}})"));
  EXPECT_EQ(request.id, 7);
  EXPECT_EQ(request.method, "m");
  EXPECT_EQ(request.params["a"], 1);
  EXPECT_EQ(std::get<Notification>(message(R"({"jsonrpc":"2.0","method":"n"})")).method, "n");
  EXPECT_TRUE(std::holds_alternative<ClientReply>(message(R"({"jsonrpc":"2.0","result":1})")));
}

TEST(message_from_json, takes_a_request_without_params_for_one_with_none) {
  EXPECT_EQ(std::get<Request>(message(R"({"jsonrpc":"2.0","id":"x","method":"m"})")).params,
            Json::object());
}

TEST(message_from_json, refuses_what_is_no_message) {
  for (const char* text :
       {"1", "\"x\"", "null", "{}", R"({"jsonrpc":"2.0"})", R"({"jsonrpc":"1.0","method":"m"})",
        R"({"jsonrpc":2.0,"method":"m"})", R"({"method":"m","id":1})",
        R"({"jsonrpc":"2.0","method":7})", R"({"jsonrpc":"2.0","id":1})"}) {
    EXPECT_EQ(bad(text).error.code, -32600) << text;
  }
}

TEST(message_from_json, refuses_ids_that_are_neither_text_nor_integers) {
  for (const char* id : {"null", "1.5", "true", "[]", "{}"}) {
    const BadMessage refused =
        bad(R"({"jsonrpc":"2.0","method":"m","id":)" + std::string(id) + "}");
    EXPECT_EQ(refused.error.code, -32600) << id;
    EXPECT_TRUE(refused.id.is_null()) << id;
  }
}

TEST(message_from_json, takes_ids_up_to_a_bound) {
  const auto with_id = [](std::size_t bytes) {
    return R"({"jsonrpc":"2.0","method":"m","id":")" + std::string(bytes, 'i') + "\"}";
  };
  EXPECT_TRUE(std::holds_alternative<Request>(message(with_id(1'024))));
  EXPECT_EQ(bad(with_id(1'025)).error.code, -32600);
}

TEST(message_from_json, answers_bad_params_under_the_id) {
  const BadMessage refused = bad(R"({"jsonrpc":"2.0","id":"x","method":"m","params":[1]})");
  EXPECT_EQ(refused.error.code, -32602);
  EXPECT_EQ(refused.id, "x");
}

RC_GTEST_PROP(message_from_json, brings_every_id_back_as_it_was, ()) {
  const Json id = *rc::gen::oneOf(
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return Json(n); }),
      rc::gen::map(rc::gen::element<std::string>("", "7", "ä\n\"", " "),
                   [](const std::string& text) { return Json(text); }));
  const std::string request = R"({"jsonrpc":"2.0","method":"m","id":)" + to_line(id) + "}";
  const Json reply =
      must(parse_json(reply_text(std::get<Request>(message(request)).id, Reply(Json::object()))));
  RC_ASSERT(reply["id"] == id);
}

TEST(reply_text, writes_results_ready_results_and_errors) {
  EXPECT_EQ(reply_text(1, Json{{"a", 2}}), R"({"jsonrpc":"2.0","id":1,"result":{"a":2}})");
  EXPECT_EQ(reply_text("x", ResultText{"{}"}), R"({"jsonrpc":"2.0","id":"x","result":{}})");
  EXPECT_EQ(reply_text(nullptr, RpcError{-1, "no", {{"k", 1}}}),
            R"({"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"no","data":{"k":1}}})");
  EXPECT_EQ(reply_text_without_id({-1, "no"}),
            R"({"jsonrpc":"2.0","error":{"code":-1,"message":"no"}})");
}

// --- Pages of tools ---------------------------------------------------------------------------

struct Nothing {
  static constexpr auto fields() { return std::tuple{}; }
};

Tool tool(const std::string& name, Effect effect = Effect::reads) {
  return typed_tool<Nothing, Nothing>(
      {.name = name, .title = "T", .description = "D", .effect = effect},
      [](const Nothing&, CallContext&) -> Result<Nothing> { return Nothing{}; });
}

class ServerTest : public testing::Test {
 protected:
  // The reply to tools/list, as the client reads it.
  static Json list(const McpServer& server, const Json& params,
                   Revision revision = Revision::r2025_11_25) {
    return ask(server, "tools/list", params, revision);
  }
  static Json ask(const McpServer& server, const std::string& method, const Json& params,
                  Revision revision = Revision::r2025_11_25) {
    CallContext call{.revision = revision, .cancelled = {}, .progress = {}};
    const Request request{.id = 1, .method = method, .params = params};
    return must(parse_json(reply_text(1, server.handle(request, call))));
  }

  ToolUsage usage_;
};

TEST_F(ServerTest, lists_every_tool_once_over_pages_of_any_size) {
  const std::vector<Tool> tools{tool("a"), tool("b"), tool("c"), tool("d"), tool("e")};
  for (std::size_t page = 1; page <= 6; ++page) {
    const McpServer server({}, {.tools = tools}, usage_, {.page = page});
    std::string names;
    Json params = Json::object();
    do {
      const Json result = list(server, params)["result"];
      EXPECT_LE(result["tools"].size(), page);
      for (const auto& listed : result["tools"]) names += listed["name"].get<std::string>();
      params["cursor"] = result.value("nextCursor", "");
    } while (params["cursor"] != "");
    EXPECT_EQ(names, "abcde");
  }
}

TEST_F(ServerTest, lists_no_tools_when_it_has_none) {
  const McpServer server({}, {}, usage_, {.page = 2});
  EXPECT_EQ(to_line(list(server, Json::object())["result"]), R"({"tools":[]})");
}

TEST_F(ServerTest, refuses_a_cursor_that_it_never_gave_out) {
  const McpServer server({}, {.tools = {tool("a"), tool("b"), tool("c")}}, usage_, {.page = 2});
  for (const Json& cursor :
       {Json("x"), Json("from-"), Json("from-0"), Json("from-3"), Json("from--1"), Json("from-2x"),
        Json("from- 2"), Json("from-99999999999999999999"), Json(2), Json(nullptr)}) {
    EXPECT_EQ(list(server, {{"cursor", cursor}})["error"]["code"], -32602) << cursor;
  }
}

TEST_F(ServerTest, tells_modern_clients_how_long_a_page_may_be_kept) {
  const McpServer server({}, {.tools = {tool("a"), tool("b")}}, usage_, {.page = 1});
  for (const Json& params : {Json::object(), Json{{"cursor", "from-1"}}}) {
    const Json modern = list(server, params, Revision::r2026_07_28)["result"];
    EXPECT_EQ(modern["cacheScope"], "public");
    EXPECT_GT(modern["ttlMs"], 0);
    EXPECT_EQ(modern["resultType"], "complete");
    EXPECT_FALSE(list(server, params)["result"].contains("ttlMs"));
  }
}

TEST_F(ServerTest, lists_the_most_called_tools_first_and_the_others_in_their_order) {
  const std::vector<Tool> tools{tool("a"), tool("b"), tool("c"), tool("d")};
  const McpServer server({}, {.tools = tools}, usage_,
                         {.calls = {{"d", 3}, {"b", 3}, {"c", 7}, {"gone", 99}}});
  usage_.observe("a", true, 1);  // Only what was called before the start counts.
  for (const bool lazy : {false, true}) {
    std::string names;
    const Json result = list(server, {{"lazy", lazy}})["result"];
    for (const auto& listed : result["tools"]) {
      names += listed["name"].get<std::string>();
    }
    EXPECT_EQ(names, "cbda");
  }
}

TEST_F(ServerTest, lists_each_tool_from_the_listing_on_that_it_asks_for) {
  std::vector<Tool> tools{tool("c"), tool("s"), tool("a")};
  tools[0].info.listed_from = ToolListing::core;
  tools[2].info.listed_from = ToolListing::all;
  std::size_t expected = 0;
  for (const auto& [listing, name] : names_of(ToolListing{})) {
    const McpServer server({}, {.tools = tools}, usage_, {.listing = listing});
    EXPECT_EQ(list(server, Json::object())["result"]["tools"].size(), ++expected) << name;
    EXPECT_NE(server.find_tool("a"), nullptr);
  }
}

TEST_F(ServerTest, tells_lazy_clients_enough_to_choose_by) {
  Tool told = tool("a");
  told.info.description = "Reads v1.2 of it. And more.";
  const McpServer server({}, {.tools = {told}}, usage_);
  const Json brief = list(server, {{"lazy", true}})["result"]["tools"][0];
  EXPECT_EQ(brief["description"], "Reads v1.2 of it.");
  EXPECT_EQ(to_line(brief["inputSchema"]), R"({"type":"object"})");
  EXPECT_FALSE(brief.contains("outputSchema"));
  EXPECT_EQ(brief["annotations"],
            list(server, {{"lazy", false}})["result"]["tools"][0]["annotations"]);
  EXPECT_EQ(list(server, {{"lazy", "yes"}})["error"]["code"], -32602);
}

TEST_F(ServerTest, describes_tools_as_the_whole_list_does) {
  Tool unlisted = tool("b");
  unlisted.info.listed_from = ToolListing::all;
  const McpServer server({}, {.tools = {tool("a"), unlisted}}, usage_);
  const Json listed = list(server, Json::object())["result"]["tools"];
  EXPECT_EQ(ask(server, "tools/describe", {{"name", "a"}})["result"]["tool"], listed[0]);
  EXPECT_EQ(ask(server, "tools/describe", {{"name", "b"}})["result"]["tool"]["name"], "b");
  const Json many =
      ask(server, "tools/describe_batch", {{"names", {"b", "nope", "a", "b"}}})["result"];
  EXPECT_EQ(many["tools"].size(), 2U);
  EXPECT_EQ(many["tools"][1], listed[0]);
  EXPECT_EQ(to_line(many["not_found"]), R"(["nope"])");
}

TEST_F(ServerTest, refuses_to_describe_what_it_does_not_have) {
  const McpServer server({}, {.tools = {tool("a")}}, usage_);
  const Json error = ask(server, "tools/describe", {{"name", "nope"}})["error"];
  EXPECT_EQ(error["code"], -32602);
  EXPECT_EQ(error["data"]["name"], "nope");
  EXPECT_EQ(ask(server, "tools/describe", Json::object())["error"]["code"], -32602);
  EXPECT_EQ(ask(server, "tools/describe_batch", {{"names", Json::array()}})["error"]["code"],
            -32602);
}

TEST_F(ServerTest, hints_at_what_a_call_does_to_the_world) {
  const McpServer server(
      {},
      {.tools = {tool("r", Effect::reads), tool("w", Effect::writes),
                 tool("o", Effect::writes_once), tool("d", Effect::destroys_once)}},
      usage_);
  const Json tools = list(server, Json::object())["result"]["tools"];
  const auto hints = [&](std::size_t i) {
    const Json& hint = tools[i]["annotations"];
    return std::vector<bool>{hint["readOnlyHint"], hint["destructiveHint"], hint["idempotentHint"],
                             hint["openWorldHint"]};
  };
  EXPECT_EQ(hints(0), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(hints(1), (std::vector<bool>{false, false, false, false}));
  EXPECT_EQ(hints(2), (std::vector<bool>{false, false, true, false}));
  EXPECT_EQ(hints(3), (std::vector<bool>{false, true, true, false}));
}

TEST_F(ServerTest, queues_calls_of_tools_and_answers_everything_else_at_once) {
  const McpServer server({}, {}, usage_);
  EXPECT_FALSE(server.is_quick("tools/call"));
  EXPECT_TRUE(server.is_quick("tools/list"));
  EXPECT_TRUE(server.is_quick("no/such/method"));
}

// --- Answers ----------------------------------------------------------------------------------

struct Telling {
  std::string said;

  static constexpr auto fields() {
    return std::tuple{required("said", &Telling::said, "What was said.")};
  }
};

TEST_F(ServerTest, refuses_to_answer_with_more_than_clients_can_take) {
  // Told twice: as data, and as text.
  std::size_t told_bytes = limits::answer_bytes_max / 2;
  const McpServer server(
      {},
      {.tools = {typed_tool<Nothing, Telling>({.name = "tell", .title = "T", .description = "D"},
                                              [&](const Nothing&, CallContext&) -> Result<Telling> {
                                                return Telling{std::string(told_bytes, 'x')};
                                              })}},
      usage_);
  const auto told = [&] {
    CallContext call{.revision = Revision::r2025_11_25, .cancelled = {}, .progress = {}};
    return reply_text(1,
                      server.handle({.id = 1,
                                     .method = "tools/call",
                                     .params = {{"name", "tell"}, {"arguments", Json::object()}}},
                                    call));
  };
  const Json refused = must(parse_json(told()))["result"];
  EXPECT_EQ(refused["isError"], true);
  EXPECT_EQ(refused["structuredContent"]["error"]["code"], "exhausted");
  told_bytes -= 100;
  EXPECT_TRUE(told().ends_with(R"("isError":false}})"));
}

// --- Faults -----------------------------------------------------------------------------------

TEST(exit_code_of, gives_each_fault_its_published_number) {
  const std::pair<Fault, int> published[] = {
      {Fault::internal, 1},  {Fault::invalid_argument, 2}, {Fault::not_found, 3},
      {Fault::conflict, 4},  {Fault::exhausted, 5},        {Fault::unavailable, 6},
      {Fault::timed_out, 7}, {Fault::denied, 8},           {Fault::cancelled, 130}};
  for (const auto& [fault, code] : published) EXPECT_EQ(exit_code_of(fault), code);
}

TEST(exit_code_of, never_calls_a_fault_a_success_and_tells_all_of_them_apart) {
  std::set<int> codes;
  for (int fault = 0; fault <= static_cast<int>(Fault::internal); ++fault) {
    codes.insert(exit_code_of(static_cast<Fault>(fault)));
  }
  EXPECT_EQ(codes.size(), 9U);
  EXPECT_FALSE(codes.contains(0));
}

}  // namespace
}  // namespace memory_mcp
