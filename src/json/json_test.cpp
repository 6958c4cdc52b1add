#include "json/json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

// `depth` lists inside each other.
std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string complaint(std::string_view text) {
  const auto json = parse_json(text);
  EXPECT_EQ(fault_of(json), Fault::invalid_argument) << text;
  return complaint_of(json);
}

// Any JSON that can be written, up to some depth.
rc::Gen<Json> arbitrary_json(int depth = 3) {
  return rc::gen::exec([depth]() -> Json {
    switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
      case 0:
        return nullptr;
      case 1:
        return *rc::gen::arbitrary<bool>();
      case 2:
        return *rc::gen::arbitrary<std::int64_t>();
      case 3:
        return *rc::gen::suchThat(rc::gen::arbitrary<double>(),
                                  [](double number) { return std::isfinite(number); });
      case 4:
        return *rc::gen::element<std::string>("", "text", "Grüße\n\t\"\\ 🌍", "\x7f\x01");
      case 5:
        return *rc::gen::container<std::vector<Json>>(arbitrary_json(depth - 1));
      default: {
        Json object = Json::object();
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
          object["k" + std::to_string(i)] = *arbitrary_json(depth - 1);
        }
        return object;
      }
    }
  });
}

TEST(parse_json, takes_every_kind_of_value) {
  const Json json = must(parse_json(R"( {"a":[null,true,-1,2.5,"x"],"b":{}} )"));
  EXPECT_EQ(to_line(json), R"({"a":[null,true,-1,2.5,"x"],"b":{}})");
}

TEST(parse_json, keeps_the_order_of_members) {
  EXPECT_EQ(to_line(must(parse_json(R"({"z":1,"a":2,"m":3})"))), R"({"z":1,"a":2,"m":3})");
}

TEST(parse_json, takes_the_deepest_nesting_allowed_and_refuses_one_level_more) {
  EXPECT_TRUE(parse_json(nested(limits::json_depth_max)).ok());
  EXPECT_EQ(complaint(nested(limits::json_depth_max + 1)), "nested more than 64 levels deep");
}

TEST(parse_json, counts_objects_and_lists_alike_as_levels) {
  std::string text = "1";
  for (std::size_t i = 0; i < limits::json_depth_max / 2; ++i) text = "{\"a\":[" + text + "]}";
  EXPECT_TRUE(parse_json(text).ok());
  EXPECT_FALSE(parse_json("[" + text + "]").ok());
}

TEST(parse_json, is_not_brought_down_by_a_million_open_brackets) {
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).ok());
  EXPECT_FALSE(parse_json(std::string(1'000'000, '{')).ok());
}

TEST(parse_json, refuses_text_that_is_longer_than_allowed) {
  EXPECT_TRUE(parse_json("[1,2]", 5).ok());
  EXPECT_EQ(complaint_of(parse_json("[1,2]", 4)), "longer than 4 bytes");
}

TEST(parse_json, refuses_a_key_that_occurs_twice_in_one_object) {
  EXPECT_EQ(complaint(R"({"a":1,"b":2,"a":3})"), "the key \"a\" occurs twice in one object");
  EXPECT_TRUE(parse_json(R"({"a":{"a":1},"b":{"a":2}})").ok());
}

TEST(parse_json, takes_a_key_spelt_with_escapes_for_the_same_key) {
  EXPECT_FALSE(parse_json(R"({"a":1,"\u0061":2})").ok());
}

TEST(parse_json, refuses_malformed_utf8_wherever_it_stands) {
  for (const char* bad : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_FALSE(parse_json("\"" + std::string(bad) + "\"").ok());
    EXPECT_FALSE(parse_json("{\"" + std::string(bad) + "\":1}").ok());
    EXPECT_FALSE(parse_json(std::string(bad)).ok());
  }
}

TEST(parse_json, refuses_half_a_surrogate_pair) {
  for (const char* bad : {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\ud800")"}) {
    EXPECT_FALSE(parse_json(bad).ok()) << bad;
  }
  EXPECT_EQ(must(parse_json(R"("\ud83c\udf0d")")), Json("🌍"));
}

TEST(without_half_surrogates, changes_nothing_else) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {R"(["\ud800"])", R"(["\ufffd"])"},
           {R"("\uDFFFx\ud83c\udf0d")", R"("\ufffdx\ud83c\udf0d")"},
           {R"("\ud800\ud800\udc00")", R"("\ufffd\ud800\udc00")"},
           {R"("\\ud800\n\u00e4")", R"("\\ud800\n\u00e4")"},
           {R"("\ud8)", R"("\ud8)"},
           {"\\", "\\"}}) {
    EXPECT_EQ(without_half_surrogates(text), expected);
  }
}

TEST(parse_json, keeps_integers_of_64_bits_and_refuses_larger_ones) {
  EXPECT_EQ(to_line(must(parse_json("9223372036854775807"))), "9223372036854775807");
  EXPECT_EQ(to_line(must(parse_json("-9223372036854775808"))), "-9223372036854775808");
  EXPECT_EQ(to_line(must(parse_json("18446744073709551615"))), "18446744073709551615");
  // They are JSON, so this is a limit of ours and not bad text.
  EXPECT_EQ(fault_of(parse_json("18446744073709551616")), Fault::exhausted);
  EXPECT_EQ(complaint_of(parse_json("18446744073709551616")),
            "the integer 18446744073709551616 does not fit in 64 bits");
  EXPECT_EQ(fault_of(parse_json("-9223372036854775809")), Fault::exhausted);
}

TEST(parse_json, reads_no_further_than_a_nul_byte_and_says_so) {
  using namespace std::literals;
  EXPECT_EQ(complaint("{\"a\":1}\0 and more"sv), "not JSON at byte 7: a NUL byte");
}

TEST(parse_json, refuses_decimals_that_no_double_can_hold) {
  EXPECT_FALSE(parse_json("1e400").ok());
  EXPECT_FALSE(parse_json("-1e400").ok());
  EXPECT_TRUE(parse_json("1e308").ok());
}

TEST(parse_json, refuses_what_json_does_not_have) {
  for (const char* bad : {"NaN",   "Infinity",   "-Infinity", "01",       "+1",        ".5",
                          "1.",    "0x10",       "'a'",       "{a:1}",    "[1,]",      "{\"a\":1,}",
                          "// no", "/* no */ 1", "tru",       "\"a\nb\"", R"("\x41")", "\"\t\"",
                          "-",     "[1 2]",      "{\"a\" 1}", "]",        "\"open"}) {
    EXPECT_FALSE(parse_json(bad).ok()) << bad;
  }
}

TEST(parse_json, refuses_nothing_at_all_and_text_after_the_end) {
  for (const char* bad : {"", " ", "\n", "{} {}", "1 2", "null,", "[]]"}) {
    EXPECT_FALSE(parse_json(bad).ok()) << bad;
  }
}

TEST(parse_json, finds_a_repeated_key_among_many) {
  std::string members = "\"k0\":0";
  for (int i = 1; i < 1'000; ++i) members += ",\"k" + std::to_string(i) + "\":0";
  EXPECT_EQ(must(parse_json("{" + members + "}")).size(), 1'000U);
  for (const char* key : {"k0", "k15", "k16", "k999"}) {
    EXPECT_FALSE(parse_json("{" + members + ",\"" + key + "\":1}").ok()) << key;
  }
}

TEST(parse_json, says_at_which_byte_the_text_stops_being_json) {
  EXPECT_TRUE(complaint("[1, oops]").starts_with("not JSON at byte 5: ")) << complaint("[1, oops]");
}

TEST(parse_json, does_not_repeat_a_long_key_number_or_text_in_full) {
  const std::string key(100'000, 'k');
  EXPECT_LT(complaint("{\"" + key + "\":1,\"" + key + "\":2}").size(), 300U);
  EXPECT_LT(complaint_of(parse_json(std::string(100'000, '9'))).size(), 300U);
  EXPECT_LT(complaint("\"" + std::string(100'000, 'x')).size(), 300U);
}

RC_GTEST_PROP(parse_json, reads_back_what_to_line_and_to_pretty_text_write, ()) {
  const Json json = *arbitrary_json();
  RC_ASSERT(must(parse_json(to_line(json))) == json);
  RC_ASSERT(must(parse_json(to_pretty_text(json))) == json);
}

RC_GTEST_PROP(parse_json, answers_any_bytes_with_a_value_or_a_complaint, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('[', ']', '{', '}', '"', ',', ':', '1', '-', 'e', '\\', 'u', '\xc3', ' '));
  const auto json = parse_json(text);
  if (json.ok())
    RC_ASSERT(must(parse_json(to_line(*json))) == *json);
  else
    RC_ASSERT(!json.error().message.empty());
}

TEST(to_line, writes_one_line_and_replaces_what_is_not_utf8) {
  EXPECT_EQ(to_line(Json("a\nb")), R"("a\nb")");
  EXPECT_TRUE(is_utf8(to_line(Json("broken \xff"))));
}

}  // namespace
}  // namespace memory_mcp
