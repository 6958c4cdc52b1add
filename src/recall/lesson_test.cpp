#include "recall/lesson.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

std::optional<std::string> lesson_when(Outcome outcome) {
  return lesson_of(completed(sample_episode(1), std::move(outcome)));
}

std::optional<std::string> lesson_of_verdict(std::string verdict) {
  return lesson_when({.type = OutcomeType::success, .verdict = std::move(verdict)});
}

TEST(lesson, of_a_success_is_its_verdict) {
  EXPECT_EQ(lesson_when(success()), "the docs say what the code does");
}

TEST(lesson, of_a_failure_is_its_reason) {
  EXPECT_EQ(lesson_when(failure()), "Failed: the tool was missing");
}

TEST(lesson, of_a_partial_success_says_that_it_is_one) {
  EXPECT_EQ(lesson_when(partial_success(1, 1)), "Partly: some of it works");
}

TEST(lesson, is_none_while_the_episode_is_open) { EXPECT_FALSE(lesson_of(sample_episode(1))); }

TEST(lesson, is_none_when_nothing_was_said) {
  EXPECT_FALSE(lesson_when({.type = OutcomeType::success}));
  EXPECT_FALSE(lesson_when({.type = OutcomeType::failure}));
}

TEST(lesson, is_the_first_sentence) {
  EXPECT_EQ(lesson_of_verdict("It works. And much more."), "It works.");
  EXPECT_EQ(lesson_of_verdict("Does it? Yes."), "Does it?");
  EXPECT_EQ(lesson_of_verdict("first line\nsecond line"), "first line");
  EXPECT_EQ(lesson_of_verdict("version 1.2 of a.cpp works"), "version 1.2 of a.cpp works");
}

TEST(lesson, does_not_begin_with_empty_lines) {
  EXPECT_EQ(lesson_when({.type = OutcomeType::failure, .reason = "\n  The tool was missing.\n"}),
            "Failed: The tool was missing.");
}

TEST(lesson, that_is_long_is_cut_between_code_points_and_marked) {
  std::string verdict;
  for (int i = 0; i < 200; ++i) verdict += "ü";
  const std::string lesson = lesson_of_verdict(verdict).value_or("");
  EXPECT_TRUE(is_utf8(lesson));
  EXPECT_TRUE(lesson.ends_with("…"));
  EXPECT_LT(lesson.size(), limits::snippet_bytes_max + 10);
}

}  // namespace
}  // namespace memory_mcp
