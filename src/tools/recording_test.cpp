#include "tools/recording.h"

#include <gtest/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

const Json with_secret = {
    {"action", "log in"},
    {"result", {{"output", "200 OK, ghp_0123456789abcdef0123"}, {"password", "hunter2"}}}};

// Answers with what it was given.
Tool echo() {
  Tool tool{.info = {.name = "echo", .title = "", .description = ""},
            .input_schema = {},
            .output_schema = nullptr,
            .run = {}};
  tool.run = [](const Json& arguments, CallContext&) -> Result<ToolReply> {
    return ToolReply{.json = to_line({{"message", "Recorded."}, {"given", arguments}})};
  };
  return tool;
}

Result<Json> answer(RecordedSecrets policy, const Json& arguments) {
  CallContext call;
  return parse_json(TRY(recording(echo(), policy).run(arguments, call)).json);
}

TEST(recording, keeps_everything_unless_told_otherwise) {
  EXPECT_EQ(must(answer(RecordedSecrets::keep, with_secret))["given"], with_secret);
}

TEST(recording, takes_out_what_looks_like_a_secret_and_says_so) {
  const Json told = must(answer(RecordedSecrets::redact, with_secret));
  EXPECT_EQ(told["given"]["result"]["output"], "200 OK, [redacted]");
  EXPECT_EQ(told["given"]["result"]["password"], "[redacted]");
  EXPECT_EQ(told["given"]["action"], "log in");
  EXPECT_NE(told["message"].get<std::string>().find("[redacted]"), std::string::npos);
}

TEST(recording, refuses_what_looks_like_a_secret_and_names_the_field) {
  const Error error = answer(RecordedSecrets::refuse, with_secret).error();
  EXPECT_EQ(error.fault, Fault::invalid_argument);
  EXPECT_EQ(error.field, "result.output");
  EXPECT_EQ(error.message.find("ghp_"), std::string::npos);
}

TEST(recording, leaves_everything_else_as_it_is) {
  const Json plain = {{"action", "log in"},
                      {"tokens_used", 7},
                      {"namespace", "sk-backend-production-1"},
                      {"episode_id", "sk-backend-production-1"}};
  for (const auto& [policy, name] : names_of(RecordedSecrets{})) {
    const Json told = must(answer(policy, plain));
    EXPECT_EQ(told["given"], plain) << name;
    EXPECT_EQ(told["message"], "Recorded.") << name;
  }
}

}  // namespace
}  // namespace memory_mcp
