#include "learn/patterns/pattern_search.h"

#include <gtest/gtest.h>

#include "tests/doubles/played_history.h"

namespace memory_mcp {
namespace {

using Tools = std::vector<std::string>;

// Two ways of working in one domain, an error that is always met the same way, and a way that
// fails.
class PatternSearchTest : public testing::Test {
 protected:
  PatternSearchTest() {
    for (int i = 0; i < 5; ++i) {
      play("build+ test+ push+", success(), TaskType::other);
      play("http_get-connection_refused_by_#1 start_server+ http_get+", success(), TaskType::other);
      play("reproduce+ edit+ test+", success(), TaskType::debugging);
      play("edit+ push+", failure(), TaskType::debugging);
    }
  }

  void play(const std::string& script, const Outcome& outcome, TaskType task_type) {
    played_.play(++row_, {.script = script, .outcome = outcome, .task_type = task_type});
  }

  // Rows 1, 5, 9 … deployed.
  std::vector<LikeEpisode> deployments() const {
    return {{.row = 1, .likeness = 0.9}, {.row = 5, .likeness = 0.8}, {.row = 2, .likeness = 0.1}};
  }

  PatternFinds search(const PatternQuestion& question, double score_min = 0.3) const {
    return search_patterns(played_.history(), question, score_min, 10);
  }
  RecommendedPatterns recommend(const PatternQuestion& task, const Tools& done = {},
                                std::size_t limit = 5, bool explores = false) const {
    return patterns_for_task(played_.history(), task, done, limit, explores);
  }

  PlayedHistory played_;
  HistoryRow row_ = 0;
};

bool has_sequence(const std::vector<FittingPattern>& patterns, const Tools& tools) {
  return std::ranges::any_of(patterns, [&](const FittingPattern& one) {
    return one.pattern.name.kind == PatternKind::tool_sequence && one.pattern.tools == tools;
  });
}

TEST_F(PatternSearchTest, finds_a_recovery_by_the_words_of_its_error) {
  const PatternFinds found = search({.text = "refused connections"});
  ASSERT_FALSE(found.patterns.empty());
  const FittingPattern& best = found.patterns.front();
  EXPECT_EQ(best.pattern.name.kind, PatternKind::error_recovery);
  EXPECT_EQ(best.pattern.tools, (Tools{"http_get", "start_server"}));
  EXPECT_EQ(best.fit.text, 1);
  EXPECT_GE(found.considered, found.patterns.size());
}

TEST_F(PatternSearchTest, finds_a_recovery_first_when_asked_what_to_do_about_failing) {
  for (const char* question : {"http_get fails", "how to fix http_get", "errors of http_get"}) {
    const PatternFinds found = search({.text = question});
    ASSERT_FALSE(found.patterns.empty()) << question;
    EXPECT_EQ(found.patterns.front().pattern.name.kind, PatternKind::error_recovery) << question;
    EXPECT_EQ(found.patterns.front().fit.text, 1) << question;
  }
  EXPECT_FALSE(search({.text = "errors"}).patterns.empty());
  for (const FittingPattern& one : search({.text = "fix reproduce"}, 0).patterns) {
    EXPECT_NE(one.pattern.name.kind, PatternKind::error_recovery) << "of another tool";
  }
}

TEST_F(PatternSearchTest, finds_nothing_with_other_words_or_only_stop_words) {
  EXPECT_TRUE(search({.text = "quantum chromodynamics"}, 0).patterns.empty());
  EXPECT_TRUE(search({.text = "what is it that we do with this"}, 0).patterns.empty());
  EXPECT_TRUE(search({.text = "", .domain = "web"}, 0).patterns.empty());
}

TEST_F(PatternSearchTest, orders_by_the_question_and_keeps_to_its_kind_and_limit) {
  const PatternFinds found = search({.text = "reproduce, edit and test"});
  ASSERT_FALSE(found.patterns.empty());
  EXPECT_EQ(found.patterns.front().pattern.tools, (Tools{"reproduce", "edit", "test"}));
  for (std::size_t i = 1; i < found.patterns.size(); ++i) {
    EXPECT_LE(found.patterns[i].score, found.patterns[i - 1].score);
  }
  const PatternFinds recoveries =
      search({.text = "start_server test", .kind = PatternKind::error_recovery});
  ASSERT_EQ(recoveries.patterns.size(), 1U);
  EXPECT_EQ(search_patterns(played_.history(), {.text = "test"}, 0.3, 1).patterns.size(), 1U);
}

TEST_F(PatternSearchTest, prefers_a_domain_and_leaves_others_out_when_told_to) {
  for (int i = 0; i < 5; ++i) {
    played_.play(++row_, {.script = "shape+ test+ render+", .context = {.domain = "game"}});
  }
  const auto first = [&](const PatternQuestion& question) {
    return search(question).patterns.front().pattern.domain;
  };
  EXPECT_EQ(first({.text = "test", .domain = "game"}), "game");
  EXPECT_EQ(first({.text = "test", .domain = "web"}), "web");
  for (const auto& one : search({.text = "test", .domain = "game", .only_domain = true}).patterns) {
    EXPECT_TRUE(one.pattern.domain == "game" || one.pattern.domain.empty());
  }
}

TEST_F(PatternSearchTest, recommends_what_similar_episodes_did) {
  const auto alike = deployments();
  const RecommendedPatterns found = recommend({.alike = alike, .domain = "web"});
  EXPECT_TRUE(has_sequence(found.follow, {"build", "test", "push"}));
  EXPECT_FALSE(has_sequence(found.follow, {"reproduce", "edit", "test"}));
  EXPECT_FALSE(has_sequence(found.follow, {"build", "test"})) << "the longer one says it";
}

TEST_F(PatternSearchTest, recommends_nothing_that_is_done_already) {
  const auto alike = deployments();
  EXPECT_FALSE(has_sequence(recommend({.alike = alike}, {"build", "test", "push"}).follow,
                            {"build", "test", "push"}));
}

TEST_F(PatternSearchTest, recommends_what_helped_against_the_error_that_was_just_met) {
  const PastStep& failed = played_.history().find(2)->steps.front();
  const RecommendedPatterns found = recommend({.state = state_after(failed)});
  ASSERT_FALSE(found.follow.empty());
  EXPECT_EQ(found.follow.front().pattern.name.kind, PatternKind::error_recovery);
}

TEST_F(PatternSearchTest, tells_apart_what_to_avoid) {
  const std::vector<LikeEpisode> alike{{.row = 3, .likeness = 0.9}, {.row = 4, .likeness = 0.9}};
  const RecommendedPatterns found = recommend({.alike = alike});
  EXPECT_TRUE(has_sequence(found.avoid, {"edit", "push"}));
  EXPECT_FALSE(has_sequence(found.follow, {"edit", "push"}));
}

TEST_F(PatternSearchTest, ranks_what_helped_above_what_hurt_when_it_was_recommended) {
  const auto alike = deployments();
  const auto score_after = [&](double rating) {
    History history = played_.history();
    const auto before = patterns_for_task(history, {.alike = alike}, {}, 5, false);
    const auto sequence =
        std::ranges::find(before.follow, PatternKind::tool_sequence,
                          [](const FittingPattern& one) { return one.pattern.name.kind; });
    const std::string id = sequence->pattern.name.to_id();
    for (int i = 0; i < 5; ++i) {
      history.put(0, {.id = std::to_string(i),
                      .patterns = {{.id = id, .path = sequence->pattern.tools}},
                      .feedback = Feedback{.applied = {id}, .rating = rating}});
    }
    for (const auto& one : patterns_for_task(history, {.alike = alike}, {}, 5, false).follow) {
      if (one.pattern.name == sequence->pattern.name) return one.score;
    }
    return 0.0;
  };
  EXPECT_GT(score_after(1), score_after(0.5));
  EXPECT_GT(score_after(0.5), score_after(0));
}

TEST_F(PatternSearchTest, explores_in_the_last_place_only) {
  play("build+ lint+ push+", success(), TaskType::other);
  std::vector<LikeEpisode> alike = deployments();
  alike.push_back({.row = row_, .likeness = 0.8});
  const auto usual = recommend({.alike = alike}, {}, 2).follow;
  const auto explored = recommend({.alike = alike}, {}, 2, true).follow;
  ASSERT_EQ(explored.size(), 2U);
  EXPECT_EQ(explored.front().pattern, usual.front().pattern);
  EXPECT_FALSE(explored.back().pattern.rates.is_established);
  EXPECT_EQ(recommend({.alike = alike}, {}, 1, true).follow.front().pattern, usual.front().pattern);
}

TEST_F(PatternSearchTest, finds_circumstances_that_stand_anywhere_in_a_question) {
  for (int i = 0; i < 20; ++i) {
    played_.play(++row_, {.script = "shape+", .context = {.domain = "web", .language = "rust"}});
    played_.play(++row_, {.script = "shape+",
                          .outcome = failure(),
                          .context = {.domain = "web", .language = "cobol"}});
  }
  const PatternFinds found = search({.text = "what do we know about Rust"}, 0);
  EXPECT_TRUE(std::ranges::any_of(found.patterns, [](const FittingPattern& one) {
    return one.pattern.description.find("language rust") != std::string::npos;
  }));
}

TEST_F(PatternSearchTest, knows_nothing_at_first) {
  const History nothing;
  EXPECT_TRUE(search_patterns(nothing, {.text = "build"}, 0, 10).patterns.empty());
  EXPECT_TRUE(patterns_for_task(nothing, {}, {}, 10, true).follow.empty());
}

}  // namespace
}  // namespace memory_mcp
