#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <vector>

#include "base/check.h"
#include "base/text_table.h"

namespace memory_mcp {
namespace {

using Choices = std::vector<std::string_view>;

rc::Gen<std::string> arbitrary_utf8() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(
                          rc::gen::element<std::string>("a", "ä", "世", "🌍", " ")),
                      [](const std::vector<std::string>& parts) { return joined(parts, ""); });
}

TEST(trimmed, takes_white_space_off_both_ends) {
  EXPECT_EQ(trimmed(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_TRUE(is_blank(""));
  EXPECT_FALSE(is_blank(" x "));
}

TEST(is_utf8, takes_the_first_and_the_last_of_each_length) {
  for (const char* good :
       {"", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good));
  }
}

TEST(is_utf8, refuses_overlong_forms_surrogates_and_what_is_cut_off) {
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe4\xb8",
        "\xf0\x9f\x8c", "\xc3x", "\xe4\xb8x", "ok\xbf"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(code_points, counts_characters_and_not_bytes) { EXPECT_EQ(code_points("aä世🌍"), 4U); }

TEST(well_formed_utf8, replaces_each_byte_that_belongs_to_no_character) {
  EXPECT_EQ(well_formed_utf8("Zürich"), "Zürich");
  EXPECT_EQ(well_formed_utf8("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(well_formed_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(well_formed_utf8("\xE2\x82"), "\uFFFD\uFFFD");
}

TEST(with_decimals, rounds_to_as_many_as_are_wanted) {
  EXPECT_EQ(with_decimals(2.0 / 3, 2), "0.67");
  EXPECT_EQ(with_decimals(-12.34, 1), "-12.3");
  EXPECT_EQ(with_decimals(99.96, 1), "100.0");
  EXPECT_EQ(with_decimals(1'234.5, 0), "1234");
  EXPECT_EQ(with_decimals(7, 3), "7.000");
}

TEST(with_decimals, gives_nought_no_sign) {
  EXPECT_EQ(with_decimals(-0.004, 2), "0.00");
  EXPECT_EQ(with_decimals(-0.0, 0), "0");
  EXPECT_EQ(with_decimals(-0.006, 2), "-0.01");
}

TEST(with_decimals, takes_the_largest_numbers) {
  EXPECT_EQ(with_decimals(std::numeric_limits<double>::lowest(), 6).size(), 1U + 309 + 1 + 6);
}

RC_GTEST_PROP(cut_to_bytes, gives_the_longest_beginning_that_fits_between_characters, ()) {
  const std::string text = *arbitrary_utf8();
  const auto bytes_max = *rc::gen::inRange<std::size_t>(0, text.size() + 4);
  const std::string cut(cut_to_bytes(text, bytes_max));
  RC_ASSERT(text.starts_with(cut));
  RC_ASSERT(cut.size() <= bytes_max);
  RC_ASSERT(is_utf8(cut));
  RC_ASSERT(cut == text || bytes_max - cut.size() < 4U);
}

RC_GTEST_PROP(append_code_point, puts_back_what_take_code_point_took_off, ()) {
  const std::string text = *arbitrary_utf8();
  std::string copy;
  for (std::string_view rest = text; !rest.empty();) append_code_point(copy, take_code_point(rest));
  RC_ASSERT(copy == text);
}

TEST(take_code_point, reads_the_first_and_the_last_of_each_length) {
  const std::pair<const char*, char32_t> known[] = {{"A", 0x41},
                                                    {"\xc2\x80", 0x80},
                                                    {"\xdf\xbf", 0x7FF},
                                                    {"\xe0\xa0\x80", 0x800},
                                                    {"\xef\xbf\xbf", 0xFFFF},
                                                    {"\xf4\x8f\xbf\xbf", 0x10FFFF}};
  for (const auto& [text, code_point] : known) {
    std::string_view rest = text;
    EXPECT_EQ(take_code_point(rest), code_point);
    EXPECT_TRUE(rest.empty());
  }
}

TEST(take_code_point, calls_text_that_is_not_utf8_a_bug) {
  for (std::string_view bad : {"", "\xff", "\xc3"}) EXPECT_THROW((void)take_code_point(bad), Bug);
}

TEST(without_controls, leaves_nothing_that_steers_a_terminal_or_turns_a_line) {
  EXPECT_EQ(without_controls("a\x1b[2Jb\x7f\t\u009b\n\u202Ec\u2066d\u2069"), "a?[2Jb???\n?c?d?");
  EXPECT_EQ(without_controls("\u2029\u202F\u2065\u206A é 世 🌍"), "\u2029\u202F\u2065\u206A é 世 🌍");
}

TEST(joined, puts_the_separator_between) {
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(joined(std::vector<std::string>{}, ", "), "");
}

TEST(joined, keeps_the_separator_after_an_empty_first_part) {
  EXPECT_EQ(joined(std::vector<std::string>{"", "a", ""}, ","), ",a,");
}

TEST(snake_case, understands_the_usual_spellings) {
  for (const char* spelt : {"CodeGeneration", "codeGeneration", "code-generation",
                            "code_generation", "Code Generation", "Code-Generation"}) {
    EXPECT_EQ(snake_case(spelt), "code_generation");
  }
}

TEST(nearest, finds_what_was_meant_despite_a_typing_error) {
  const Choices choices{"task_type", "task_description", "domain", "tags"};
  EXPECT_EQ(nearest("domian", choices), "domain");
  EXPECT_EQ(nearest("task_typ", choices), "task_type");
  EXPECT_EQ(nearest("tag", choices), "tags");
}

TEST(nearest, trusts_a_shared_beginning) {
  EXPECT_EQ(nearest("coding", Choices{"debugging", "code_generation"}), "code_generation");
  EXPECT_EQ(nearest("docs", Choices{"testing", "documentation"}), "documentation");
}

TEST(nearest, guesses_nothing_when_nothing_is_near) {
  EXPECT_EQ(nearest("zzzz", Choices{"domain", "tags"}), "");
  EXPECT_EQ(nearest("x", Choices{}), "");
  EXPECT_EQ(nearest(std::string(1'000, 'a'), Choices{std::string_view("aaa")}), "");
}

// --- Tables -----------------------------------------------------------------------------------

TEST(TextTable, aligns_columns_by_characters_and_ends_lines_without_spaces) {
  TextTable table({{"name"}, {"n", TextTable::Align::right}, {"note"}});
  table.add({"äö", "7", "x"});
  table.add({"longer", "123", ""});
  EXPECT_EQ(table.text(), "name      n  note\näö        7  x\nlonger  123\n");
}

TEST(TextTable, cuts_wide_cells_between_characters) {
  TextTable table({{"a", TextTable::Align::left, 4}});
  table.add({"世界世界"});
  table.add({"世界世界世"});
  EXPECT_EQ(table.text(), "a\n世界世界\n世界世…\n");
}

TEST(one_line, fits_text_into_a_width_and_shows_where_it_was_cut) {
  EXPECT_EQ(one_line("four", 4), "four");
  EXPECT_EQ(one_line("fives", 4), "fiv…");
  EXPECT_EQ(one_line("世界世界世", 4), "世界世…");
  EXPECT_EQ(one_line("a\nb\tc", 9), "a b c");
  EXPECT_EQ(one_line("", 4), "");
}

TEST(TextTable, keeps_control_characters_from_breaking_a_line) {
  TextTable table({{"a"}});
  table.add({"two\nlines\r\x1b[1m\t"});
  EXPECT_EQ(table.text(), "a\ntwo lines  [1m\n");
}

TEST(TextTable, calls_a_row_of_another_length_a_bug) {
  TextTable table({{"a"}, {"b"}});
  EXPECT_THROW(table.add({"only one"}), Bug);
}

TEST(duration_text, says_it_as_short_as_it_can_be_said) {
  EXPECT_EQ(duration_text(0), "0.00 ms");
  EXPECT_EQ(duration_text(0.25), "0.25 ms");
  EXPECT_EQ(duration_text(12.4), "12 ms");
  EXPECT_EQ(duration_text(1'250), "1.2 s");
  EXPECT_EQ(duration_text(200'000), "3 m 20 s");
  EXPECT_EQ(duration_text(7'500'000), "2 h 05 m");
}

}  // namespace
}  // namespace memory_mcp
