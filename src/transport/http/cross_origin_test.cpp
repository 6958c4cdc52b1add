// What browsers are told, so that pages of other origins may use the server.
#include "transport/http/cross_origin.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace memory_mcp {
namespace {

HttpRequest request(const std::string& method, std::vector<HttpField> fields) {
  HttpRequest request{.method = method, .target = "/mcp", .fields = {}, .body = {}, .peer = {}};
  for (auto& [name, value] : fields) request.fields.add(name, value);
  return request;
}

std::string value_of(const std::vector<HttpField>& fields, const std::string& name) {
  const auto found = std::ranges::find(fields, name, &HttpField::name);
  return found == fields.end() ? "" : found->value;
}

TEST(cross_origin, lets_the_page_that_asks_read_the_answer_and_nobody_else) {
  const auto fields = cross_origin_fields(request("POST", {{"Origin", "https://app.example.com"}}));
  EXPECT_EQ(value_of(fields, "Access-Control-Allow-Origin"), "https://app.example.com");
  EXPECT_EQ(value_of(fields, "Vary"), "Origin");
  EXPECT_NE(value_of(fields, "Access-Control-Expose-Headers").find("Mcp-Session-Id"),
            std::string::npos);
  EXPECT_TRUE(cross_origin_fields(request("POST", {})).empty());
}

TEST(cross_origin, answers_browsers_that_ask_first) {
  const auto answer = preflight_answer(
      request("OPTIONS", {{"Origin", "https://app.example.com"},
                          {"Access-Control-Request-Method", "POST"},
                          {"Access-Control-Request-Headers", "authorization,content-type"}}));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(value_of(answer->fields, "Access-Control-Allow-Headers"), "authorization,content-type");
  EXPECT_EQ(value_of(answer->fields, "Access-Control-Allow-Methods"), "POST, GET, DELETE");
}

TEST(cross_origin, leaves_every_other_request_to_the_server) {
  EXPECT_FALSE(preflight_answer(request("OPTIONS", {})));
  EXPECT_FALSE(preflight_answer(request("OPTIONS", {{"Origin", "https://app.example.com"}})));
  EXPECT_FALSE(preflight_answer(request(
      "POST", {{"Origin", "https://app.example.com"}, {"Access-Control-Request-Method", "POST"}})));
}

}  // namespace
}  // namespace memory_mcp
