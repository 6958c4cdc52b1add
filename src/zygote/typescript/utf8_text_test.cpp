#include "zygote/typescript/utf8_text.h"

#include <gtest/gtest.h>

namespace memory_mcp::zygote {
namespace {

TEST(Utf8Text, takes_every_length_of_character) {
  EXPECT_TRUE(is_well_formed(""));
  EXPECT_TRUE(is_well_formed("a\xC2\x80\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST(Utf8Text, refuses_what_is_no_character) {
  for (const std::string_view bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF", "\xC2", "\xE2\x82",
        "\xF0\x9F\x98", "\xC2 ", "a\xE2\x82z"}) {
    EXPECT_FALSE(is_well_formed(bad)) << testing::PrintToString(bad);
  }
}

TEST(Utf8Text, counts_what_is_beyond_sixteen_bits_twice) { EXPECT_EQ(utf16_units("aé€😀"), 5U); }

TEST(Utf8Text, finds_lines) {
  constexpr std::string_view text = "one\ntwo\n\nfour";
  EXPECT_EQ(line_at(text, start_of_line(text, 1)), "one");
  EXPECT_EQ(line_at(text, start_of_line(text, 3)), "");
  EXPECT_EQ(line_at(text, start_of_line(text, 4)), "four");
  EXPECT_EQ(start_of_line(text, 5), text.size());
  EXPECT_EQ(line_at(text, 1'000), "");
}

TEST(Utf8Text, gives_the_position_of_a_byte) {
  constexpr std::string_view text = "a\n€😀b";
  const Position position = position_of(text, text.find('b'));
  EXPECT_EQ(position.line, 2);
  EXPECT_EQ(position.column, 4);
  EXPECT_EQ(position_of(text, 1'000).column, 5);
}

}  // namespace
}  // namespace memory_mcp::zygote
