#include "learn/reward.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "base/check.h"
#include "tests/doubles/arbitrary_episodes.h"

namespace memory_mcp {
namespace {

constexpr PeerRanks no_peers{};

Episode ended(Outcome outcome, const std::vector<StepResultType>& results) {
  Episode episode;
  for (const auto type : results) {
    const auto number = std::ssize(episode.steps) + 1;
    episode.steps.push_back(step_with_result(number, "tool" + std::to_string(number), type));
  }
  episode.outcome = std::move(outcome);
  return episode;
}

double reward_of(const Episode& episode, const PeerRanks& ranks = no_peers) {
  return reward_score(reward_parts(episode, ranks));
}

constexpr auto good = StepResultType::success;
constexpr auto bad = StepResultType::error;

// Ranks that some history can have led to.
rc::Gen<PeerRanks> arbitrary_ranks() {
  return rc::gen::exec([] {
    PeerRanks ranks{.peers = *rc::gen::inRange<std::int64_t>(0, 12)};
    ranks.fewer_steps = *rc::gen::inRange<std::int64_t>(0, ranks.peers + 1);
    ranks.equal_steps = *rc::gen::inRange<std::int64_t>(0, ranks.peers - ranks.fewer_steps + 1);
    ranks.timed_peers = *rc::gen::inRange<std::int64_t>(0, ranks.peers + 1);
    ranks.faster = *rc::gen::inRange<std::int64_t>(0, ranks.timed_peers + 1);
    ranks.equally_fast = *rc::gen::inRange<std::int64_t>(0, ranks.timed_peers - ranks.faster + 1);
    return ranks;
  });
}

rc::Gen<double> share() {
  return rc::gen::map(rc::gen::inRange(0, 1'001), [](int n) { return n / 1'000.0; });
}

// --- Worked examples --------------------------------------------------------------------------

TEST(Reward, of_a_success_with_three_good_steps_is_0_9791) {
  EXPECT_NEAR(reward_of(ended(success(), {good, good, good})), 0.9791, 0.00005);
}

TEST(Reward, of_a_failure_with_two_of_four_good_steps_is_0_05) {
  EXPECT_NEAR(reward_of(ended(failure(), {good, bad, good, bad})), 0.05, 1e-12);
}

TEST(Reward, of_two_thirds_of_the_task_in_five_good_steps_is_0_6778) {
  // Worked by hand, with every part rounded to four digits.
  EXPECT_NEAR(reward_of(ended(partial_success(2, 1), {good, good, good, good, good})), 0.6778,
              0.0001);
}

// --- Outcome ----------------------------------------------------------------------------------

TEST(Reward, counts_the_completed_share_of_a_partial_success) {
  const auto outcome = [](int completed, int failed) {
    return reward_parts(ended(partial_success(completed, failed), {}), no_peers).outcome;
  };
  EXPECT_EQ(outcome(3, 1), 0.75);
  EXPECT_EQ(outcome(0, 2), 0);
  EXPECT_EQ(outcome(2, 0), 1);
  EXPECT_EQ(outcome(0, 0), 0.5);
}

TEST(Reward, takes_a_partial_success_without_lists_for_half_done) {
  EXPECT_EQ(reward_parts(ended({.type = OutcomeType::partial_success}, {}), no_peers).outcome, 0.5);
}

TEST(Reward, of_an_open_episode_is_a_bug) {
  EXPECT_THROW((void)reward_parts(Episode{}, no_peers), Bug);
}

// --- Efficiency -------------------------------------------------------------------------------

double efficiency(std::size_t steps, const PeerRanks& ranks) {
  return reward_parts(ended(success(), std::vector(steps, good)), ranks).efficiency;
}

TEST(Reward, judges_effort_by_its_steps_alone_without_peers) {
  EXPECT_EQ(efficiency(0, no_peers), 1);
  EXPECT_NEAR(efficiency(20, no_peers), std::exp(-1), 1e-12);
}

TEST(Reward, stays_the_same_however_often_the_same_is_done) {
  for (std::int64_t before = 0; before < 100; ++before) {
    const PeerRanks alike{
        .peers = before, .equal_steps = before, .timed_peers = before, .equally_fast = before};
    EXPECT_NEAR(efficiency(4, alike), efficiency(4, no_peers), 1e-12) << before;
  }
}

TEST(Reward, draws_effort_by_as_much_as_is_known_of_peers) {
  const double alone = efficiency(9, no_peers);
  // All five needed more: with five assumed to have needed the same, half of the way to 1.
  EXPECT_NEAR(efficiency(9, {.peers = 5}), alone + 0.5 * (1 - alone), 1e-12);
  EXPECT_NEAR(efficiency(9, {.peers = 5, .fewer_steps = 5}), 0.5 * alone, 1e-12);
  EXPECT_NEAR(efficiency(9, {.peers = 5, .fewer_steps = 1, .equal_steps = 3}), alone, 1e-12);
  EXPECT_GT(efficiency(9, {.peers = 1'000}), 0.99);
  EXPECT_LT(efficiency(9, {.peers = 1'000, .fewer_steps = 1'000}), 0.01);
}

TEST(Reward, takes_the_mean_of_both_standings_where_peers_are_timed) {
  const PeerRanks quick_but_long{.peers = 10, .fewer_steps = 10, .timed_peers = 10};
  EXPECT_NEAR(efficiency(9, quick_but_long), efficiency(9, no_peers), 1e-12);
  const PeerRanks once_timed{.peers = 10, .fewer_steps = 10, .timed_peers = 1};
  EXPECT_LT(efficiency(9, once_timed), efficiency(9, no_peers));
}

// --- Quality ----------------------------------------------------------------------------------

double quality(const Episode& episode) { return reward_parts(episode, no_peers).quality; }

TEST(Reward, has_half_the_quality_without_a_decided_step) {
  EXPECT_EQ(quality(ended(success(), {})), 0.5);
  Episode pending = ended(success(), {});
  pending.steps = {Step{.step_number = 1, .tool = "editor", .action = "wait"}};
  EXPECT_EQ(quality(pending), 0.5);
}

TEST(Reward, counts_a_recovered_error_as_half_a_success) {
  EXPECT_NEAR(quality(ended(success(), {bad, good})), 0.75, 1e-12);
  EXPECT_NEAR(quality(ended(success(), {good, bad})), 0.5, 1e-12);
  EXPECT_NEAR(quality(ended(failure(), {bad, good})), 0.5, 1e-12);
}

// --- Properties -------------------------------------------------------------------------------

RC_GTEST_PROP(Reward, lies_within_the_range_of_its_outcome, ()) {
  Episode episode;
  episode.steps = *rc::gen::container<std::vector<Step>>(arbitrary_step());
  episode.outcome = *arbitrary_outcome();
  const RewardParts parts = reward_parts(episode, *arbitrary_ranks());
  for (const double part : {parts.outcome, parts.efficiency, parts.quality}) {
    RC_ASSERT(part >= 0 && part <= 1);
  }
  const double reward = reward_score(parts);
  RC_ASSERT(reward >= 0 && reward <= 1 + 1e-12);
  if (parts.outcome == 1) RC_ASSERT(reward >= 0.70);
  if (parts.outcome == 0) RC_ASSERT(reward <= 0.10);
}

RC_GTEST_PROP(Reward, is_the_published_formula, ()) {
  const double o = *share();
  const double e = *share();
  const double q = *share();
  const double formula = o * (0.70 + 0.15 * e + 0.15 * q) + (1 - o) * 0.10 * q;
  RC_ASSERT(std::abs(reward_score({o, e, q}) - formula) < 1e-12);
}

RC_GTEST_PROP(Reward, of_a_better_outcome_is_higher_with_equal_effort_and_quality, ()) {
  const double worse = *share();
  const double better = *share();
  RC_PRE(worse < better);
  const double e = *share();
  const double q = *share();
  RC_ASSERT(reward_score({better, e, q}) > reward_score({worse, e, q}));
}

RC_GTEST_PROP(Reward, never_falls_when_effort_or_quality_rises, ()) {
  const double o = *share();
  const double low = *share();
  const double high = *share();
  RC_PRE(low <= high);
  RC_ASSERT(reward_score({o, low, low}) <= reward_score({o, high, low}) + 1e-12);
  RC_ASSERT(reward_score({o, low, low}) <= reward_score({o, low, high}) + 1e-12);
}

}  // namespace
}  // namespace memory_mcp
