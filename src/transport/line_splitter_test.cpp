#include "transport/line_splitter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace memory_mcp {
namespace {

constexpr std::size_t line_bytes_max = 8;
const std::string oversized = "(oversized)";

// What a splitter tells about a stream that comes in these chunks.
std::vector<std::string> lines_of(const std::vector<std::string>& chunks) {
  std::vector<std::string> lines;
  LineSplitter splitter(line_bytes_max,
                        {.line = [&](std::string_view line) { lines.emplace_back(line); },
                         .oversized = [&] { lines.push_back(oversized); }});
  for (const auto& chunk : chunks) splitter.feed(chunk);
  splitter.finish();
  return lines;
}

using Lines = std::vector<std::string>;

TEST(LineSplitter, gives_each_line_of_a_chunk) {
  EXPECT_EQ(lines_of({"one\ntwo\nthree\n"}), (Lines{"one", "two", "three"}));
}

TEST(LineSplitter, joins_a_line_from_several_chunks) {
  EXPECT_EQ(lines_of({"o", "n", "e", "\n", "tw", "o\n"}), (Lines{"one", "two"}));
}

TEST(LineSplitter, takes_what_is_left_at_the_end_for_a_line) {
  EXPECT_EQ(lines_of({"one\ntwo"}), (Lines{"one", "two"}));
}

TEST(LineSplitter, gives_a_line_at_once_when_its_line_break_comes) {
  Lines lines;
  LineSplitter splitter(
      line_bytes_max,
      {.line = [&](std::string_view line) { lines.emplace_back(line); }, .oversized = [] {}});
  splitter.feed("one\ntw");
  EXPECT_EQ(lines, Lines{"one"});
}

TEST(LineSplitter, drops_the_carriage_return_before_a_line_break) {
  EXPECT_EQ(lines_of({"one\r\n", "two\r", "\n", "a\rb\n"}), (Lines{"one", "two", "a\rb"}));
}

TEST(LineSplitter, passes_over_blank_lines) {
  EXPECT_EQ(lines_of({"\n\n", "\r\n", "  \t\n", "one\n\n"}), Lines{"one"});
}

TEST(LineSplitter, allows_a_line_of_the_full_length_with_and_without_carriage_return) {
  EXPECT_EQ(lines_of({"12345678\n", "12345678\r\n"}), (Lines{"12345678", "12345678"}));
  EXPECT_EQ(lines_of({"1234", "5678", "\r", "\n"}), Lines{"12345678"});
}

TEST(LineSplitter, tells_of_a_longer_line_once_and_goes_on_after_it) {
  EXPECT_EQ(lines_of({"123456789\n", "ok\n"}), (Lines{oversized, "ok"}));
  EXPECT_EQ(lines_of({"12345", "67890", "12345", "67890\nok\n"}), (Lines{oversized, "ok"}));
}

TEST(LineSplitter, tells_of_a_line_that_is_too_long_before_its_end_has_come) {
  bool told = false;
  LineSplitter splitter(line_bytes_max,
                        {.line = [](std::string_view) {}, .oversized = [&] { told = true; }});
  splitter.feed("1234567890");
  EXPECT_TRUE(told);
}

TEST(LineSplitter, tells_of_an_oversized_line_that_never_ends_once) {
  EXPECT_EQ(lines_of({"1234567890", "1234567890"}), Lines{oversized});
}

rc::Gen<std::string> stream() {
  return rc::gen::container<std::string>(
      rc::gen::weightedElement<char>({{5, 'a'}, {2, '\n'}, {1, '\r'}, {1, ' '}}));
}

RC_GTEST_PROP(LineSplitter, gives_the_same_lines_wherever_the_chunks_are_cut, ()) {
  const std::string text = *stream();
  std::vector<std::string> chunks;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = *rc::gen::inRange<std::size_t>(1, 12);
    chunks.push_back(text.substr(at, length));
    at += length;
  }
  RC_ASSERT(lines_of(chunks) == lines_of({text}));
}

RC_GTEST_PROP(LineSplitter, never_gives_a_line_that_is_too_long_blank_or_holds_a_break, ()) {
  for (const auto& line : lines_of({*stream(), *stream()})) {
    RC_ASSERT(line == oversized || line.size() <= line_bytes_max);
    RC_ASSERT(line.find('\n') == std::string::npos);
    RC_ASSERT(line.find_first_not_of(" \r") != std::string::npos);
  }
}

}  // namespace
}  // namespace memory_mcp
