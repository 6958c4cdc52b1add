#include "json/edit_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using Path = std::vector<std::string>;

const Json server = {{"command", "/bin/m"}, {"args", {"serve"}}};

std::string with(std::string_view text, const Json& value = server,
                 const Path& path = {"servers", "memory"}) {
  return must(text_with_member(text, path, value));
}
std::string without(std::string_view text, const Path& path = {"servers", "memory"}) {
  return must(text_without_member(text, path));
}

constexpr std::string_view alone = R"({
  "servers": {
    "memory": {
      "command": "/bin/m",
      "args": [
        "serve"
      ]
    }
  }
}
)";

// --- Adding -----------------------------------------------------------------------------------

TEST(EditText, makes_a_document_of_nothing) {
  EXPECT_EQ(with(""), alone);
  EXPECT_EQ(with(" \r\n"), alone);
  EXPECT_EQ(with("{}\n"), alone);
}

TEST(EditText, adds_after_what_is_there_and_leaves_its_bytes_alone) {
  constexpr std::string_view written = R"({
    "odd" :   [1.50, 1e3,
       2],
    "servers": {
        "other": {"command": "x" , "args":[ ]}
    },
    "last": "\u0041\/"
}
)";
  EXPECT_EQ(with(written), R"({
    "odd" :   [1.50, 1e3,
       2],
    "servers": {
        "other": {"command": "x" , "args":[ ]},
        "memory": {
            "command": "/bin/m",
            "args": [
                "serve"
            ]
        }
    },
    "last": "\u0041\/"
}
)");
}

TEST(EditText, indents_as_its_author_does) {
  EXPECT_EQ(with("{\r\n\t\"a\": 1\r\n}\r\n", 1),
            "{\r\n\t\"a\": 1,\r\n\t\"servers\": {\r\n\t\t\"memory\": 1\r\n\t}\r\n}\r\n");
}

TEST(EditText, fills_an_object_that_is_empty) {
  EXPECT_EQ(with("{\n  \"servers\": {},\n  \"a\": 1\n}", 1),
            "{\n  \"servers\": {\n    \"memory\": 1\n  },\n  \"a\": 1\n}");
}

TEST(EditText, keeps_to_one_line_what_is_in_one_line) {
  EXPECT_EQ(with(R"({"servers":{"a":1},"b":2})", 3), R"({"servers":{"a":1,"memory": 3},"b":2})");
  EXPECT_EQ(with("{\n  \"servers\": {\"a\": 1, \"c\": 2}\n}", 3),
            "{\n  \"servers\": {\"a\": 1, \"c\": 2, \"memory\": 3}\n}");
}

TEST(EditText, keeps_a_byte_order_mark) {
  EXPECT_EQ(with("\xEF\xBB\xBF{\"servers\":{\"memory\":1}}", 2),
            "\xEF\xBB\xBF{\"servers\":{\"memory\":2}}");
}

// --- Replacing and removing -------------------------------------------------------------------

TEST(EditText, replaces_a_value_and_nothing_beside_it) {
  EXPECT_EQ(with("{\n  \"servers\": {\n    \"memory\":  {\"a\": \"}\\\"\"} , \"z\": 1\n  }\n}", 7),
            "{\n  \"servers\": {\n    \"memory\":  7 , \"z\": 1\n  }\n}");
}

TEST(EditText, finds_a_name_however_it_is_escaped) {
  EXPECT_EQ(with(R"({"servers":{"m\u0065mory":1}})", 2), R"({"servers":{"m\u0065mory":2}})");
}

TEST(EditText, removes_the_first_the_last_and_the_only_one) {
  EXPECT_EQ(without(R"({"servers": {"memory": 1, "b": 2}})"), R"({"servers": {"b": 2}})");
  EXPECT_EQ(without(R"({"servers": {"b": 2, "memory": [1, {"x": "]"}]}})"),
            R"({"servers": {"b": 2}})");
  EXPECT_EQ(without(alone), "{\n  \"servers\": {}\n}\n");
}

TEST(EditText, removes_nothing_where_there_is_nothing) {
  for (const std::string_view text : {"", "{}", R"({"servers":{}})", R"({"memory":1})"}) {
    EXPECT_EQ(without(text), text);
  }
}

// --- Refusing ---------------------------------------------------------------------------------

TEST(EditText, refuses_what_is_no_object_on_the_way) {
  const Path path{"servers", "memory"};
  EXPECT_EQ(fault_of(text_with_member(R"({"servers": []})", path, 1)), Fault::conflict);
  EXPECT_EQ(fault_of(text_with_member(R"({"servers": null})", path, 1)), Fault::conflict);
  EXPECT_EQ(fault_of(text_with_member("[]", path, 1)), Fault::conflict);
}

TEST(EditText, refuses_comments_and_what_else_is_not_json) {
  const Path path{"servers", "memory"};
  for (const std::string_view text :
       {"{} // mine", "{/* mine */}", "{\"a\": 1,}", "{", "{\"a\":1,\"a\":2}"}) {
    EXPECT_EQ(fault_of(text_with_member(text, path, 1)), Fault::invalid_argument) << text;
  }
}

// --- Whatever the document is -----------------------------------------------------------------

rc::Gen<Json> arbitrary_document() {
  return rc::gen::exec([]() -> Json {
    Json document = Json::object();
    const auto names = *rc::gen::container<Path>(
        rc::gen::element<std::string>("servers", "a\"b", "memory", "", "é", "}", "b"));
    for (const auto& name : names) {
      if (name != "servers") {
        document[name] = *rc::gen::element<Json>(1, "x\\\"{", nullptr, Json::array({1, "]"}),
                                                 Json::object({{"memory", 1}}));
        continue;
      }
      document[name] = Json::object();
      for (const auto& inner : names) document[name][inner] = *rc::gen::arbitrary<int>();
    }
    return document;
  });
}

RC_GTEST_PROP(EditText, changes_one_member_of_any_document_and_nothing_else, ()) {
  Json document = *arbitrary_document();
  const int indent = *rc::gen::element(-1, 0, 1, 4);
  const Path path{"servers", "memory"};
  const std::string text = document.dump(indent, *rc::gen::element(' ', '\t'));
  const std::string added = must(text_with_member(text, path, server));
  const std::string removed = must(text_without_member(added, path));
  document["servers"]["memory"] = server;
  RC_ASSERT(must(parse_json(added)) == document);
  RC_ASSERT(must(text_with_member(added, path, server)) == added);
  document["servers"].erase("memory");
  RC_ASSERT(must(parse_json(removed)) == document);
}

}  // namespace
}  // namespace memory_mcp
