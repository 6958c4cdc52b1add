#include "learn/patterns/pattern_book.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

// Few tools, messages and labels, so that much is alike.
Played arbitrary_played() {
  Played played;
  const int steps = *rc::gen::inRange(0, 9);
  for (int i = 0; i < steps; ++i) {
    played.script += *rc::gen::element<std::string>("a", "b", "c", "d");
    played.script +=
        *rc::gen::element<std::string>("+ ", "+ ", "+ ", "-x ", "-y ", "- ", "! ", "? ");
  }
  played.outcome = *rc::gen::element(success(), failure(), partial_success(1, 2));
  played.done = played.outcome == success() ? 1 : *rc::gen::element(0.0, 1.0 / 3, 0.1);
  played.quality = *rc::gen::element(0.5, 0.9);
  played.day = *rc::gen::inRange<std::int64_t>(0, 400);
  played.task_type = *rc::gen::element(TaskType::testing, TaskType::other);
  played.context.domain = *rc::gen::element<std::string>("web", "game");
  if (*rc::gen::arbitrary<bool>()) played.context.language = "c++";
  played.context.tags =
      *rc::gen::elementOf(std::vector<std::vector<std::string>>{{}, {"p"}, {"p", "q"}});
  played.writer = *rc::gen::element<std::optional<std::string>>({}, "token ann", "token bob");
  if (*rc::gen::inRange(0, 8) == 0) played.other_writers = {"token carl"};
  return played;
}

std::vector<Pattern> everything(const PlayedHistory& played) {
  return played.patterns({.patterns_max = 100'000, .evidence_max = 1'000});
}

RC_GTEST_PROP(PatternBook, that_has_grown_equals_one_begun_anew, ()) {
  PlayedHistory grown;
  std::map<HistoryRow, Played> there;
  const int changes = *rc::gen::inRange(0, 40);
  for (int i = 0; i < changes; ++i) {
    const HistoryRow row = *rc::gen::inRange<HistoryRow>(1, 20);
    if (there.erase(row) == 1) {
      grown.remove(row);
    } else {
      there[row] = arbitrary_played();
      grown.play(row, there[row]);
    }
  }
  PlayedHistory fresh;
  for (auto at = there.rbegin(); at != there.rend(); ++at) fresh.play(at->first, at->second);
  RC_ASSERT(everything(grown) == everything(fresh));
  for (const auto& [row, played] : there) {
    RC_ASSERT(grown.book().fed_by(row, grown.history(), 5) ==
              fresh.book().fed_by(row, fresh.history(), 5));
  }
}

RC_GTEST_PROP(PatternBook, tells_nothing_twice_and_finds_by_id_what_it_tells, ()) {
  PlayedHistory played;
  const int episodes = *rc::gen::inRange(0, 20);
  for (int row = 1; row <= episodes; ++row) played.play(row, arbitrary_played());
  std::set<std::string> ids;
  for (const Pattern& pattern : played.patterns({.patterns_max = 100'000})) {
    const std::string id = pattern.name.to_id();
    RC_ASSERT(ids.insert(id).second);
    RC_ASSERT(played.book().find(id, played.history()) == pattern);
  }
}

TEST(PatternBook, of_nothing_tells_nothing) {
  PlayedHistory played;
  EXPECT_TRUE(played.patterns().empty());
  EXPECT_FALSE(played.book().find("sequence-0000000000000000", played.history()));
  EXPECT_FALSE(played.book().find("nonsense", played.history()));
  EXPECT_EQ(played.book().fed_by(1, played.history(), 5), FedPatterns{});
}

TEST(PatternBook, learns_nothing_from_an_episode_without_steps_or_with_one_alone) {
  PlayedHistory played;
  for (int i = 1; i <= 5; ++i) played.play(i, {.script = ""});
  for (int i = 6; i <= 10; ++i) played.play(i, {.script = "edit+"});
  EXPECT_TRUE(played.patterns().empty());
}

TEST(PatternBook, learns_nothing_from_an_open_episode) {
  PlayedHistory played;
  Episode open = sample_episode(1);
  open.steps = played_steps("edit+ test+");
  played.add(1, open);
  EXPECT_EQ(played.book().episodes(), 0U);
  EXPECT_TRUE(played.patterns().empty());
  played.remove(1);
}

TEST(PatternBook, says_of_contradictions_that_they_are_as_good_as_anything) {
  PlayedHistory played;
  for (int i = 1; i <= 20; ++i) {
    played.play(i, {.script = "edit+ test+", .outcome = i % 2 == 0 ? success() : failure()});
  }
  const auto found = played.patterns();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].description, "edit → test: 10 of 20 succeeded (base 50 %)");
  EXPECT_NEAR(found[0].rates.lift, 1, 1e-9);
  EXPECT_TRUE(found[0].rates.is_established);
  EXPECT_FALSE(found[0].rates.is_avoided);
}

TEST(PatternBook, answers_quickly_about_episodes_of_a_thousand_steps) {
  PlayedHistory played;
  std::string script;
  for (int i = 0; i < 1'000; ++i) {
    script +=
        "t" + std::to_string(i * i % 97) + (i % 7 == 0 ? "-e" + std::to_string(i) : "+") + " ";
  }
  for (int i = 1; i <= 3; ++i) played.play(i, {.script = script});
  const auto found = played.patterns();
  EXPECT_EQ(found.size(), 100U);
  played.remove(2);
  played.remove(3);
  EXPECT_EQ(played.patterns().size(), 100U);
  played.remove(1);
  EXPECT_TRUE(played.patterns().empty());
}

TEST(PatternBook, puts_what_is_established_first_and_what_was_seen_once_last) {
  PlayedHistory played;
  for (int i = 1; i <= 5; ++i) played.play(i, {.script = "read+ edit+", .outcome = failure()});
  for (int i = 6; i <= 7; ++i) played.play(i, {.script = "plan+ edit+"});
  played.play(8, {.script = "guess+ edit+"});
  const auto found = played.patterns({.kind = PatternKind::tool_sequence});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_TRUE(found[0].rates.is_established);
  EXPECT_EQ(found[1].tools.front(), "plan");
  EXPECT_EQ(found[2].tools.front(), "guess");
}

TEST(PatternBook, is_asked_by_kind_tools_and_number) {
  PlayedHistory played;
  for (int i = 1; i <= 2; ++i) played.play(i, {.script = "read+ edit+ test+"});
  played.play(3, {.script = "plan+ test-failed edit+ test+"});
  EXPECT_EQ(played.patterns({.kind = PatternKind::error_recovery}).size(), 1U);
  for (const Pattern& pattern : played.patterns({.tools = {"test", "read"}})) {
    EXPECT_NE(std::ranges::find(pattern.tools, "read"), pattern.tools.end());
  }
  EXPECT_EQ(played.patterns({.kind = PatternKind::tool_sequence, .tools = {"plan"}}).size(), 1U);
  EXPECT_EQ(played.patterns({.tools = {"unheard-of"}}).size(), 0U);
  EXPECT_EQ(played.patterns({.patterns_max = 1}).size(), 1U);
  for (const Pattern& pattern : played.patterns({.occurrences_min = 2})) {
    EXPECT_GE(pattern.occurrences, 2U);
  }
  EXPECT_EQ(played.patterns({.evidence_max = 1}).front().evidence.size(), 1U);
}

TEST(PatternBook, gives_the_newest_evidence_first) {
  PlayedHistory played;
  played.play(1, {.script = "edit+ test+", .day = 7});
  played.play(2, {.script = "edit+ test+", .outcome = failure(), .quality = 0.1, .day = 9});
  played.play(3, {.script = "edit+ test+", .day = 8});
  const auto found = played.patterns();
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].evidence.size(), 3U);
  EXPECT_EQ(found[0].evidence[0].row, 2);
  EXPECT_EQ(found[0].evidence[0].success, 0);
  EXPECT_EQ(found[0].evidence[0].weight, 0.3);
  EXPECT_EQ(found[0].evidence[1].row, 3);
  EXPECT_EQ(found[0].last_seen, found[0].evidence[0].when);
  EXPECT_EQ(found[0].first_seen, found[0].evidence[2].when);
}

// The oldest is told as long as it is one of the newest ten thousand, however old it is.
TEST(PatternBook, forgets_what_was_seen_once_long_ago_and_long_before) {
  PlayedHistory played;
  played.play(1, {.script = "old+ way+"});
  played.play(2, {.script = "older+ path+"});
  played.play(3, {.script = "older+ path+"});
  played.play(4, {.script = "new+ way+", .day = 120});
  EXPECT_TRUE(played.saying("old → way"));
  for (int row = 5; row <= 10'004; ++row) played.play(row, {.script = "", .day = 121});
  EXPECT_FALSE(played.saying("old → way"));
  EXPECT_TRUE(played.saying("older → path"));
  EXPECT_TRUE(played.saying("new → way"));
  played.remove(5);
  EXPECT_FALSE(played.saying("old → way"));
  for (int row = 6; row <= 20; ++row) played.remove(row);
  EXPECT_TRUE(played.saying("old → way"));
}

}  // namespace
}  // namespace memory_mcp
