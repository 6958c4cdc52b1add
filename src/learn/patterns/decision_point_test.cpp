#include "learn/patterns/decision_point.h"

#include <gtest/gtest.h>

#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

std::vector<std::string> told(const PlayedHistory& played) {
  std::vector<std::string> found;
  for (const Pattern& pattern : played.patterns({.kind = PatternKind::decision_point})) {
    found.push_back(pattern.description);
  }
  return found;
}

using Told = std::vector<std::string>;

TEST(DecisionPoints, exist_where_not_always_the_same_was_done_next) {
  PlayedHistory played;
  played.play(1, {.script = "test+ edit+"});
  played.play(2, {.script = "test+ edit+"});
  EXPECT_EQ(told(played), Told{});
  played.play(3, {.script = "test+ read+", .outcome = failure()});
  EXPECT_EQ(told(played),
            Told{"After test succeeded: edit in 2 of 3 episodes (2 succeeded), read in "
                 "1 (0 succeeded)"});
  const auto point = played.saying("After test");
  EXPECT_EQ(point->tools, (std::vector<std::string>{"edit", "read"}));
  EXPECT_EQ(point->occurrences, 3U);
}

TEST(DecisionPoints, go_as_well_as_what_was_usually_chosen_at_them) {
  PlayedHistory played;
  int row = 0;
  for (int i = 0; i < 5; ++i) played.play(++row, {.script = "test+ push+", .outcome = failure()});
  for (int i = 0; i < 4; ++i) played.play(++row, {.script = "test+ edit+"});
  const auto point = played.saying("After test");
  EXPECT_EQ(point->tools, (std::vector<std::string>{"push", "edit"}));
  EXPECT_TRUE(point->rates.is_avoided);
  EXPECT_LT(point->rates.high, 0.5);
  EXPECT_EQ(point->occurrences, 9U);
}

TEST(DecisionPoints, are_told_apart_by_what_came_before_them) {
  PlayedHistory played;
  played.play(1, {.script = "test- edit+"});
  played.play(2, {.script = "test-refused_9 start+"});
  played.play(3, {.script = "test-refused_17 test+"});
  played.play(4, {.script = "test! wait+"});
  played.play(5, {.script = "test? look+"});
  EXPECT_EQ(told(played), Told{"After test failed with ‘refused_#’: start in 1 of 2 episodes (1 "
                               "succeeded), test in 1 (1 succeeded)"});
}

TEST(DecisionPoints, begin_at_the_start) {
  PlayedHistory played;
  played.play(1, {.script = "read+"});
  played.play(2, {.script = "edit+"});
  played.play(3, {.script = "edit-"});
  EXPECT_EQ(told(played), Told{"At the start: edit in 2 of 3 episodes (2 succeeded), read in 1 (1 "
                               "succeeded)"});
}

TEST(DecisionPoints, count_an_episode_once_for_each_way_it_took) {
  PlayedHistory played;
  played.play(1, {.script = "test+ edit+ test+ edit+ test+ read+"});
  EXPECT_EQ(told(played),
            Told{"After test succeeded: edit in 1 of 1 episode (1 succeeded), read in 1 "
                 "(1 succeeded)"});
}

TEST(DecisionPoints, name_four_ways_and_count_the_rest) {
  PlayedHistory played;
  int row = 0;
  for (const char* next : {"a+", "b+", "c+", "d+", "e+", "f+"}) {
    played.play(++row, {.script = std::string("test+ ") + next});
  }
  EXPECT_NE(told(played)[0].find("d in 1 (1 succeeded), 2 other tools"), std::string::npos);
}

TEST(DecisionPoints, at_which_nothing_was_done_twice_come_last) {
  PlayedHistory played;
  played.play(1, {.script = "a+ b+"});
  played.play(2, {.script = "c+ b+"});
  played.play(3, {.script = "c+ d+"});
  EXPECT_EQ(told(played).front().substr(0, 12), "At the start");
}

}  // namespace
}  // namespace memory_mcp
