#include "zygote/typescript/code_wrapper.h"

#include <gtest/gtest.h>

#include <string>

namespace memory_mcp::zygote {
namespace {

const CodeWrapper wrapper(0x123456789ABCDEF0);
const std::string name(wrapper.head().substr(15, 17));

std::string wrapped(std::string_view code) {
  return std::string(wrapper.head()) + std::string(code) + std::string(wrapper.tail());
}

// As the compiler prints it.
std::string printed(const std::string& body, const std::string& appended = "") {
  return "async function " + name + "() {\n    " + name + ": {\n        " + body +
         "\n        const " + name + " = 0;\n        break " + name + ";\n" + appended +
         "    }\n}\n";
}

TEST(CodeWrapper, names_its_block) {
  EXPECT_EQ(wrapper.head(), "async function " + name + "(){" + name + ":{");
  EXPECT_EQ(wrapper.tail(), "\nconst " + name + "=0;break " + name + "}}");
}

TEST(CodeWrapper, another_nonce_gives_another_name) {
  EXPECT_NE(CodeWrapper(1).head(), CodeWrapper(2).head());
}

TEST(CodeWrapper, does_not_suit_code_that_has_its_name) {
  EXPECT_FALSE(wrapper.suits("x; " + name + ":{}"));
  EXPECT_TRUE(wrapper.suits("x; " + name.substr(1) + ":{}"));
}

TEST(CodeWrapper, finds_a_body_that_kept_its_place) {
  EXPECT_EQ(wrapper.body_in_place(wrapped("a   "), wrapped("a:b;")), "a   ");
  EXPECT_EQ(wrapper.body_in_place(wrapped(""), wrapped("")), "");
  EXPECT_EQ(wrapper.body_in_place(wrapped("a  "), wrapped("a:é")), "a  ");
}

TEST(CodeWrapper, refuses_a_body_that_did_not_keep_its_place) {
  EXPECT_EQ(wrapper.body_in_place(wrapped("a"), wrapped("ab")), std::nullopt);
  EXPECT_EQ(wrapper.body_in_place(" " + wrapped("a").substr(1), wrapped("a")), std::nullopt);
  EXPECT_EQ(wrapper.body_in_place("", ""), std::nullopt);
  // Head and tail that would overlap.
  const std::string short_text =
      std::string(wrapper.head()) + std::string(wrapper.tail()).substr(1);
  EXPECT_EQ(wrapper.body_in_place(short_text, short_text), std::nullopt);
}

TEST(CodeWrapper, finds_the_body_of_printed_text_and_where_it_starts) {
  std::string output = printed("return 1;");
  const auto body = wrapper.body_of_printed(output);
  ASSERT_TRUE(body.has_value());
  EXPECT_TRUE(body->body.starts_with("return 1;\n"));
  EXPECT_EQ(body->body.find_first_not_of(" \n", 9), std::string_view::npos);
  EXPECT_EQ(body->start, (MapPlace{2, 8}));
}

TEST(CodeWrapper, is_not_misled_by_code_that_resembles_its_tail) {
  std::string output = printed("const w = 0; break w; const x = 1;");
  const auto body = wrapper.body_of_printed(output);
  ASSERT_TRUE(body.has_value());
  EXPECT_TRUE(body->body.starts_with("const w = 0; break w; const x = 1;\n"));
}

TEST(CodeWrapper, keeps_what_the_printer_appends_behind_its_tail) {
  std::string output = printed("N.x;", "        var N;\n");
  const auto body = wrapper.body_of_printed(output);
  ASSERT_TRUE(body.has_value());
  EXPECT_NE(body->body.find("var N;"), std::string_view::npos);
  EXPECT_EQ(body->body.find(name), std::string_view::npos);
}

TEST(CodeWrapper, refuses_printed_text_of_another_shape) {
  const std::string whole = printed("a;");
  for (std::string broken :
       {std::string(), "async function " + name + "() {", "x;" + whole, whole + "x;", whole + whole,
        whole.substr(0, whole.size() - 3), printed("break " + name + ";"), printed(name + ": {}"),
        "async function " + name + "() {\n    " + name + ": {}\n}\n"}) {
    EXPECT_FALSE(wrapper.body_of_printed(broken).has_value()) << broken;
  }
}

}  // namespace
}  // namespace memory_mcp::zygote
