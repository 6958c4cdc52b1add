#include "base/base64.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace memory_mcp {
namespace {

TEST(Base64, writes_the_examples_of_the_standard) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64("\xFB\xFF\xBF"), "+/+/");
}

TEST(Base64, refuses_every_other_spelling) {
  for (const auto* text : {"Zg=", "Zg", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n",
                           "Zm 9", "Zm9-", "Zm_v", "=Zm9", "Zm=v"}) {
    EXPECT_FALSE(from_base64(text).has_value()) << text;
  }
}

TEST(Base64, of_tokens_has_another_alphabet_and_no_padding) {
  EXPECT_EQ(to_base64url("\xFB\xFF\xBF"), "-_-_");
  EXPECT_EQ(to_base64url("f"), "Zg");
  EXPECT_EQ(from_base64url("Zm8"), "fo");
  EXPECT_EQ(from_base64url(""), "");
  for (const auto* text : {"Zg==", "Zg=", "Zh", "Z", "ZZZZZ", "+_-_", "-_/_", "Zg\n", " Zg"}) {
    EXPECT_FALSE(from_base64url(text).has_value()) << text;
  }
}

TEST(Base64, says_how_long_the_text_will_be) {
  for (std::size_t size = 0; size < 10; ++size) {
    EXPECT_EQ(base64_length(size), to_base64(std::string(size, 'x')).size());
  }
}

RC_GTEST_PROP(Base64, gives_back_any_bytes, (const std::string& bytes)) {
  RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
}

RC_GTEST_PROP(Base64, of_tokens_gives_back_any_bytes, (const std::string& bytes)) {
  RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
}

RC_GTEST_PROP(Base64, has_one_spelling_for_each_value, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ABab01+/=Zz9")));
  const auto bytes = from_base64(text);
  if (bytes) RC_ASSERT(to_base64(*bytes) == text);
}

}  // namespace
}  // namespace memory_mcp
