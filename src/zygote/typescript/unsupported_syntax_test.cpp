#include "zygote/typescript/unsupported_syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace memory_mcp::zygote {
namespace {

std::string spoilt(std::string code) {
  spoil_unsupported(code);
  return code;
}

TEST(UnsupportedSyntax, spoils_what_may_be_a_decorator_or_an_accessor) {
  EXPECT_EQ(spoilt("@d class A {}"), "\xC2\xA4 class A {}");
  EXPECT_EQ(spoilt("@(d) class A {}"),
            "\xC2\xA4"
            "d) class A {}");
  EXPECT_EQ(spoilt("accessor x = 1"),
            "\xC2\xA4"
            "cessor x = 1");
  EXPECT_EQ(spoilt("accessor\t#x"),
            "\xC2\xA4"
            "cessor\t#x");
}

TEST(UnsupportedSyntax, leaves_all_else_as_it_is) {
  for (const char* code :
       {"", "@", "a @ b", "accessor", "accessor ", "accessor = 1", "accessor.x", "accessor\nx",
        "my_accessor x", "accessor as number", "for (const accessor of list) {}", "accessor in x",
        "x = \"@\\\"\"", "`@${x}`", "accessors x"}) {
    std::string text = code;
    EXPECT_FALSE(spoil_unsupported(text)) << code;
    EXPECT_EQ(text, code);
  }
}

TEST(UnsupportedSyntax, stays_as_long_as_it_was) {
  const std::string code = "'@a' @b accessor c // @d é@e";
  EXPECT_EQ(spoilt(code).size(), code.size());
}

TEST(UnsupportedSyntax, says_what_to_do_instead) {
  EXPECT_NE(complaint_about_unsupported("@d class A {}").find("decorators"), std::string::npos);
  EXPECT_NE(complaint_about_unsupported("accessor x").find("getter"), std::string::npos);
  EXPECT_EQ(complaint_about_unsupported("class A {}"), "");
  EXPECT_EQ(complaint_about_unsupported(""), "");
}

}  // namespace
}  // namespace memory_mcp::zygote
