#include "transport/mcp_http/header_rules.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

HttpFields fields(std::initializer_list<HttpField> all) {
  HttpFields made;
  for (const HttpField& field : all) made.add(field.name, field.value);
  return made;
}

class HeaderRules : public testing::Test {
 protected:
  static Tool tool() {
    return {.info = {.name = "look", .title = "", .description = ""},
            .input_schema = must(parse_json(
                R"({"type": "object", "properties": {
                  "region": {"type": "string", "x-mcp-header": "Region"},
                  "deep": {"type": "object", "properties": {
                    "n": {"type": "integer", "x-mcp-header": "N"}}}}})")),
            .output_schema = nullptr,
            .run = {}};
  }

  std::string wrong(const HttpFields& given, const std::string& arguments = "{}") const {
    const Request request{.id = 1,
                          .method = "tools/call",
                          .params = {{"name", "look"}, {"arguments", must(parse_json(arguments))}}};
    const auto error = field_mismatch(given, request, server_);
    return error ? error->message : "";
  }

  static HttpFields call(std::initializer_list<HttpField> more) {
    HttpFields made = fields({{"mcp-method", "tools/call"}, {"MCP-NAME", "look"}});
    for (const HttpField& field : more) made.add(field.name, field.value);
    return made;
  }

  ToolUsage usage_;
  const McpServer server_{{}, {.tools = {tool()}}, usage_};
};

TEST_F(HeaderRules, take_fields_that_say_what_the_body_says) {
  EXPECT_EQ(wrong(call({})), "");
  EXPECT_EQ(wrong(call({{"Mcp-Param-Region", "eu"}}), R"({"region":"eu"})"), "");
  EXPECT_EQ(wrong(call({{"Mcp-Param-Region", "=?base64?w7w=?="}}), R"({"region":"ü"})"), "");
  EXPECT_EQ(wrong(call({{"Mcp-Param-N", "7"}}), R"({"deep":{"n":7}})"), "");
  EXPECT_EQ(wrong(call({}), R"({"region":null})"), "");
}

TEST_F(HeaderRules, refuse_fields_that_are_missing_or_differ) {
  EXPECT_NE(wrong(fields({{"Mcp-Name", "look"}})), "");
  EXPECT_NE(wrong(fields({{"Mcp-Method", "tools/call"}})), "");
  EXPECT_NE(wrong(fields({{"Mcp-Method", "Tools/call"}, {"Mcp-Name", "look"}})), "");
  EXPECT_NE(wrong(fields({{"Mcp-Method", "tools/call"}, {"Mcp-Name", "Look"}})), "");
  EXPECT_NE(wrong(call({}), R"({"region":"eu"})"), "");
  EXPECT_NE(wrong(call({{"Mcp-Param-Region", "eu"}})), "");
  EXPECT_NE(wrong(call({{"Mcp-Param-Region", "us"}}), R"({"region":"eu"})"), "");
  EXPECT_NE(wrong(call({{"Mcp-Param-Region", "=?base64?w7w?="}}), R"({"region":"ü"})"), "");
  EXPECT_NE(wrong(call({{"Mcp-Param-N", "8"}}), R"({"deep":{"n":7}})"), "");
}

TEST(decoded_field, takes_what_is_not_wholly_marked_as_base64_literally) {
  EXPECT_EQ(decoded_field("=?base64?YQ=="), "=?base64?YQ==");
  EXPECT_EQ(decoded_field("YQ==?="), "YQ==?=");
  EXPECT_EQ(decoded_field("=?BASE64?YQ==?="), "=?BASE64?YQ==?=");
  EXPECT_EQ(decoded_field("=?base64?YQ==?="), "a");
  EXPECT_EQ(decoded_field("=?base64?/w==?="), std::nullopt);  // No UTF-8.
}

TEST(names_modern_revision, is_for_those_that_we_know) {
  const auto modern = [](const char* version) {
    return names_modern_revision(fields({{"MCP-Protocol-Version", version}}));
  };
  EXPECT_TRUE(modern("2026-07-28"));
  EXPECT_FALSE(modern("2099-01-01"));
  EXPECT_FALSE(modern("2025-11-25"));
  EXPECT_FALSE(names_modern_revision({}));
}

}  // namespace
}  // namespace memory_mcp
