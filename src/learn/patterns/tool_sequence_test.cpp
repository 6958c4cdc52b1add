#include "learn/patterns/tool_sequence.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "learn/sentence.h"
#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

// "a b|a b c": those of one episode, with `~` before those that have a gap.
std::set<std::string> sequences_in(const std::string& script) {
  PlayedHistory played;
  played.play(1, {.script = script});
  std::set<std::string> found;
  const Names& tools = played.history().tools();
  for (const auto& one : tool_sequences(played.history().episodes().at(1), 0, tools)) {
    found.insert((one.has_gap ? "~" : "") + joined(texts_of(one.tools(), tools), " "));
  }
  return found;
}

std::vector<std::string> told(const PlayedHistory& played) {
  std::vector<std::string> found;
  for (const Pattern& pattern : played.patterns({.kind = PatternKind::tool_sequence})) {
    found.push_back(pattern.description);
  }
  return found;
}

using Told = std::vector<std::string>;

TEST(tool_sequences, are_those_of_the_steps_that_succeeded) {
  EXPECT_EQ(sequences_in("read+ edit- test!"), (std::set<std::string>{}));
  EXPECT_EQ(sequences_in("read+ edit- test? deploy+"), (std::set<std::string>{"read deploy"}));
}

TEST(tool_sequences, take_one_tool_again_and_again_for_once) {
  EXPECT_EQ(sequences_in("edit+ edit+ edit+ test+ test+"), (std::set<std::string>{"edit test"}));
  EXPECT_EQ(sequences_in("edit+ edit- edit+"), (std::set<std::string>{}));
}

TEST(tool_sequences, may_leave_one_step_out) {
  EXPECT_EQ(sequences_in("a+ b+ c+"), (std::set<std::string>{"a b", "b c", "a b c", "~a c"}));
  EXPECT_EQ(
      sequences_in("a+ b+ a+ c+"),
      (std::set<std::string>{"a b", "b a", "a c", "a b a", "b a c", "a b a c", "~b c", "~a b c"}));
}

TEST(tool_sequences, have_two_to_six_tools) {
  std::size_t longest = 0;
  for (const std::string& one : sequences_in("a+ b+ c+ d+ e+ f+ g+ h+")) {
    if (one.front() != '~') longest = std::max(longest, one.size());
  }
  EXPECT_EQ(longest, 11U);
}

TEST(ToolSequences, tell_the_longest_of_what_always_comes_together) {
  PlayedHistory played;
  for (int i = 1; i <= 3; ++i) played.play(i, {.script = "read+ edit+ test+"});
  EXPECT_EQ(told(played), Told{"read → edit → test: 3 of 3 succeeded (base 100 %)"});
}

TEST(ToolSequences, tell_the_shorter_one_too_when_it_is_in_more_episodes) {
  PlayedHistory played;
  played.play(1, {.script = "read+ edit+ test+"});
  played.play(2, {.script = "read+ edit+ test+"});
  played.play(3, {.script = "edit+ test+"});
  EXPECT_EQ(told(played), (Told{"edit → test: 3 of 3 succeeded (base 100 %)",
                                "read → edit → test: 2 of 2 succeeded (base 100 %)"}));
}

TEST(ToolSequences, count_gaps_from_the_third_time_on) {
  PlayedHistory played;
  played.play(1, {.script = "edit+ x+ test+"});
  played.play(2, {.script = "edit+ y+ test+"});
  EXPECT_FALSE(played.saying("edit → test"));
  played.play(3, {.script = "edit+ z+ test+"});
  EXPECT_EQ(played.saying("edit → test")->occurrences, 3U);
  played.remove(2);
  EXPECT_FALSE(played.saying("edit → test"));
  played.play(4, {.script = "edit+ test+"});
  EXPECT_EQ(played.saying("edit → test")->occurrences, 3U);
}

TEST(ToolSequences, do_not_count_a_gap_beside_one_that_has_none) {
  PlayedHistory played;
  played.play(1, {.script = "edit+ test+"});
  played.play(2, {.script = "edit+ y+ test+"});
  EXPECT_EQ(played.saying("edit → test")->occurrences, 1U);
  const auto fed = played.book().fed_by(2, played.history(), 10);
  ASSERT_EQ(fed.begun.size(), 1U);
  EXPECT_EQ(fed.begun[0].tools, (std::vector<std::string>{"edit", "y", "test"}));
  ASSERT_EQ(fed.strengthened.size(), 1U);
  EXPECT_EQ(fed.strengthened[0].name.kind, PatternKind::decision_point);
}

TEST(ToolSequences, of_failures_count_against_the_same_pattern) {
  PlayedHistory played;
  for (int i = 1; i <= 12; ++i) played.play(i, {.script = "edit+ test+"});
  for (int i = 21; i <= 24; ++i) played.play(i, {.script = "edit+ deploy+", .outcome = failure()});
  const auto avoided = played.patterns({.standing = Standing::avoided});
  ASSERT_EQ(avoided.size(), 1U);
  EXPECT_EQ(avoided[0].description, "edit → deploy: 0 of 4 succeeded (base 75 %)");
  played.play(25, {.script = "edit+ test+", .outcome = failure()});
  EXPECT_EQ(played.saying("edit → test")->description,
            "edit → test: 12 of 13 succeeded (base 71 %)");
}

TEST(ToolSequences, are_told_apart_by_domain_and_task_type) {
  PlayedHistory played;
  played.play(1, {.script = "edit+ test+"});
  played.play(2, {.script = "edit+ test+", .context = {.domain = "game"}});
  played.play(3, {.script = "edit+ test+", .task_type = TaskType::debugging});
  EXPECT_EQ(told(played).size(), 3U);
  EXPECT_EQ(played.patterns({.domain = "game"}).size(), 1U);
  EXPECT_EQ(played.patterns({.task_type = TaskType::debugging}).size(), 1U);
  EXPECT_EQ(played.patterns({.domain = "game", .task_type = TaskType::debugging}).size(), 0U);
}

}  // namespace
}  // namespace memory_mcp
