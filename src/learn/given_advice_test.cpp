#include "learn/given_advice.h"

#include <gtest/gtest.h>

#include "learn/history.h"

namespace memory_mcp {
namespace {

constexpr PatternName sequence{PatternKind::tool_sequence, 7};
constexpr PatternName recovery{PatternKind::error_recovery, 8};

using Used = std::pair<const char*, StepResultType>;

// An episode and its steps, in a history of its own.
class Told {
 public:
  void episode(HistoryRow row, std::vector<Used> steps, std::optional<double> success) {
    Episode made;
    made.id = std::to_string(row);
    made.context.domain = "web";
    history.put(row, made);
    for (const auto& [tool, result] : steps) {
      Step step;
      step.step_number = ++step_number_;
      step.tool = tool;
      step.result = StepResult{.type = result};
      history.put(row, step);
    }
    if (!success) return;
    made.outcome = Outcome{.type = *success == 1 ? OutcomeType::success : OutcomeType::failure};
    made.reward = RewardParts{.outcome = *success};
    made.status = EpisodeStatus::completed;
    history.put(row, made);
    history.settle();
  }

  PatternUse use(const PatternName& name = sequence) const { return history.advice().of(name); }

  History history;

 private:
  std::int64_t step_number_ = 0;
};

constexpr auto ok = StepResultType::success;
constexpr auto error = StepResultType::error;

Recommendation recommended(std::vector<AdvisedPattern> patterns, std::int64_t after_steps = 0) {
  return {.id = "r" + std::to_string(after_steps),
          .after_steps = after_steps,
          .tools = {},
          .patterns = std::move(patterns)};
}

AdvisedPattern advised(const PatternName& name, std::vector<std::string> path) {
  return {.id = name.to_id(), .path = std::move(path)};
}

TEST(GivenAdvice, names_what_was_shown_with_what_was_followed_first) {
  Told told;
  told.episode(1, {{"read", ok}, {"edit", ok}, {"test", ok}}, std::nullopt);
  const PatternName decision{PatternKind::decision_point, 9};
  told.history.put(1, recommended({advised(sequence, {"push", "test"}), advised(decision, {}),
                                   advised(recovery, {"edit", "test"})}));
  EXPECT_TRUE(told.history.advice().shown(1).empty()) << "the episode is open";
  told.episode(1, {}, 1);
  const auto shown = told.history.advice().shown(1);
  ASSERT_EQ(shown.size(), 2U) << "of a decision nobody sees whether it was followed";
  EXPECT_EQ(shown[0].name, recovery);
  EXPECT_TRUE(shown[0].was_followed);
  EXPECT_EQ(shown[1].name, sequence);
  EXPECT_FALSE(shown[1].was_followed);
  EXPECT_EQ(shown[1].path.size(), 2U);
  told.history.remove(1);
  EXPECT_TRUE(told.history.advice().shown(1).empty());
}

TEST(GivenAdvice, tells_what_was_followed_from_what_was_only_shown) {
  Told told;
  told.episode(1, {{"read", ok}, {"edit", ok}, {"test", ok}}, std::nullopt);
  told.history.put(
      1, recommended({advised(sequence, {"edit", "test"}), advised(recovery, {"edit", "push"})}));
  EXPECT_EQ(told.use(), PatternUse{}) << "the episode is open";
  told.episode(1, {}, 1);
  EXPECT_EQ(told.use(), (PatternUse{.recommended = 1,
                                    .applied = 1,
                                    .helped = 1,
                                    .credit = credit_whole,
                                    .good_credit = credit_whole}));
  EXPECT_EQ(told.use(recovery), PatternUse{.recommended = 1});
  EXPECT_GT(told.use().effectiveness(), 0.6);
  EXPECT_EQ(told.use(recovery).effectiveness(), 0.5);
}

TEST(GivenAdvice, counts_an_episode_once_however_often_it_was_told) {
  Told told;
  told.episode(1, {{"read", ok}, {"edit", ok}, {"test", ok}}, 0);
  for (int after = 0; after < 3; ++after) {
    told.history.put(1, recommended({advised(sequence, {"edit", "test"})}, after));
  }
  told.history.settle();
  EXPECT_EQ(told.use(),
            (PatternUse{.recommended = 1, .applied = 1, .hurt = 1, .credit = credit_whole}));
  EXPECT_LT(told.use().effectiveness(), 0.4);
}

TEST(GivenAdvice, shares_credit_among_what_was_followed) {
  Told told;
  told.episode(1, {{"read", ok}, {"edit", ok}}, 1);
  told.history.put(1, recommended({advised(sequence, {"read", "edit"}), advised(recovery, {"edit"}),
                                   advised({PatternKind::decision_point, 9}, {"push"})}));
  told.history.settle();
  EXPECT_EQ(told.use().credit, credit_whole / 2);
  EXPECT_EQ(told.use(recovery).credit, credit_whole / 2);
}

TEST(GivenAdvice, counts_words_instead_of_what_was_seen_and_the_latest_most) {
  Told told;
  told.episode(1, {{"read", ok}, {"edit", ok}}, 1);
  Recommendation given = recommended({advised(sequence, {"read", "edit"})});
  given.feedback = Feedback{.given_at = {5}, .applied = {}};
  told.history.put(1, given);
  told.history.settle();
  EXPECT_EQ(told.use(), PatternUse{.recommended = 1}) << "not followed, it was said";
  given.feedback = Feedback{.given_at = {6}, .applied = {sequence.to_id()}, .rating = 0};
  told.history.put(1, given);
  told.history.settle();
  EXPECT_EQ(told.use().hurt, 1);
  EXPECT_EQ(told.use().recommended, 1);
}

TEST(GivenAdvice, counts_what_belongs_to_no_episode_by_its_feedback_alone) {
  Told told;
  Recommendation given = recommended({advised(sequence, {"read", "edit"})});
  told.history.put(0, given);
  EXPECT_EQ(told.use(), PatternUse{});
  given.feedback = Feedback{.applied = {sequence.to_id()}, .outcome = OutcomeType::success};
  told.history.put(0, given);
  told.history.put(0, given);  // Told again.
  EXPECT_EQ(told.use().helped, 1);
}

TEST(GivenAdvice, goes_with_its_episode) {
  Told told;
  told.episode(1, {{"read", ok}, {"edit", ok}}, 1);
  told.history.put(1, recommended({advised(sequence, {"read", "edit"})}));
  told.history.settle();
  EXPECT_EQ(told.use().helped, 1);
  told.history.remove(1);
  EXPECT_EQ(told.use(), PatternUse{});
}

TEST(GivenAdvice, marks_steps_that_were_advised_whenever_it_is_told) {
  const auto marked = [](bool is_told_late) {
    Told told;
    Recommendation given = recommended({}, 1);
    given.tools = {"edit", "push"};
    told.episode(1, {{"read", ok}, {"edit", ok}, {"edit", ok}}, std::nullopt);
    if (!is_told_late) told.history.put(1, given);
    told.episode(1, {}, 1);
    if (is_told_late) told.history.put(1, given);
    told.history.settle();
    std::vector<bool> marks;
    for (const PastStep& step : told.history.find("1")->steps) marks.push_back(step.was_advised);
    return marks;
  };
  EXPECT_EQ(marked(false), (std::vector<bool>{false, true, false}));
  EXPECT_EQ(marked(true), marked(false));
}

TEST(WasFollowed, asks_for_the_order_and_allows_one_other_step_between) {
  Told told;
  told.episode(1, {{"a", ok}, {"b", error}, {"x", ok}, {"b", ok}, {"b", ok}, {"c", ok}}, 1);
  const PastEpisode& episode = *told.history.find("1");
  const auto follows = [&](std::vector<const char*> tools, std::size_t after_steps = 0) {
    std::vector<NameId> path;
    for (const char* tool : tools) path.push_back(told.history.tools().find(tool));
    return was_followed(path, episode, after_steps);
  };
  EXPECT_TRUE(follows({"a", "b", "c"}));
  EXPECT_TRUE(follows({"a", "x", "b"}));
  EXPECT_TRUE(follows({"b", "b", "c"}));
  EXPECT_FALSE(follows({"b", "a"}));
  EXPECT_FALSE(follows({"a", "c"})) << "too much lies between";
  EXPECT_FALSE(follows({}));
  EXPECT_TRUE(follows({"a", "x"}, 2));
  EXPECT_FALSE(follows({"a", "x"}, 3)) << "that was done before";
  EXPECT_FALSE(follows({"a", "nothing that was ever used"}));
}

}  // namespace
}  // namespace memory_mcp
