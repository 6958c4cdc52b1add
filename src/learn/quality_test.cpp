#include "learn/quality.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/check.h"
#include "tests/doubles/arbitrary_episodes.h"

namespace memory_mcp {
namespace {

// An episode that earns nothing in any part: no words, no steps, a failure without a reason.
Episode poor() { return {.outcome = Outcome{.type = OutcomeType::failure}}; }

double quality(const Episode& episode) { return quality_score(episode, 0); }

Episode with_steps(std::vector<Step> steps, Outcome outcome = {}) {
  Episode episode = poor();
  episode.outcome = std::move(outcome);
  episode.steps = std::move(steps);
  return episode;
}

TEST(quality_score, of_a_record_that_teaches_nothing_is_zero) { EXPECT_EQ(quality(poor()), 0); }

TEST(quality_score, of_an_open_episode_is_a_bug) {
  EXPECT_THROW((void)quality_score(Episode{}, 0), Bug);
}

TEST(quality_score, gives_novelty_its_fifteen_hundredths) {
  EXPECT_NEAR(quality_score(poor(), 1), 0.15, 1e-12);
  EXPECT_NEAR(quality_score(poor(), 0.5), 0.075, 1e-12);
}

TEST(quality_score, counts_words_of_the_description_up_to_twelve) {
  Episode episode = poor();
  const double full = 0.25 * 0.3;
  episode.task_description = "one two three";
  EXPECT_NEAR(quality(episode), full / 4, 1e-12);
  episode.task_description = " a b c d e f\tg h i j k\nl ";
  EXPECT_NEAR(quality(episode), full, 1e-12);
  episode.task_description += "and many more words than that";
  EXPECT_NEAR(quality(episode), full, 1e-12);
}

// The parts of steps overlap; these are all of the same tool and action, and all went well.
TEST(quality_score, counts_decided_steps_up_to_eight) {
  const auto of_steps = [](std::size_t count) {
    return quality(with_steps({count, step_with_result(1, "t", StepResultType::success)}));
  };
  const auto substance = [](double share) { return 0.25 * 0.7 * share; };
  const auto rest = [](double count) { return 0.20 / count + 0.20 * 0.7; };
  EXPECT_NEAR(of_steps(2), substance(0.25) + rest(2), 1e-12);
  EXPECT_NEAR(of_steps(8), substance(1) + rest(8), 1e-12);
  EXPECT_NEAR(of_steps(20), substance(1) + rest(20), 1e-12);
}

TEST(quality_score, does_not_count_pending_steps_as_substance) {
  const Step pending{.step_number = 1, .tool = "t", .action = "a"};
  EXPECT_NEAR(quality(with_steps({pending})), 0.20 + 0.20 * 0.7, 1e-12);
}

TEST(quality_score, tells_steps_apart_by_tool_and_action_together) {
  const auto step = [](const char* tool, const char* action) {
    return Step{.tool = tool, .action = action};
  };
  const double no_error = 0.20 * 0.7;
  EXPECT_NEAR(quality(with_steps({step("a", "x"), step("a", "y"), step("b", "x"), step("a", "x")})),
              0.20 * 0.75 + no_error, 1e-12);
}

TEST(quality_score, wants_four_words_of_a_verdict_or_reason) {
  Episode episode = poor();
  episode.outcome->reason = "only three words";
  EXPECT_EQ(quality(episode), 0);
  episode.outcome->reason = "these are four words";
  EXPECT_NEAR(quality(episode), 0.20 * 0.6, 1e-12);
  episode.outcome = Outcome{.verdict = "these are four words"};
  EXPECT_NEAR(quality(episode), 0.20 * 0.6, 1e-12);
}

TEST(quality_score, wants_something_in_one_of_the_lists_or_details) {
  const std::vector<std::string> one{"x"};
  for (const Outcome& outcome : {Outcome{.artifacts = one}, Outcome{.completed = one},
                                 Outcome{.failed = one}, Outcome{.error_details = "trace"}}) {
    EXPECT_NEAR(quality(with_steps({}, outcome)), 0.20 * 0.4, 1e-12);
  }
  EXPECT_EQ(quality(with_steps({}, Outcome{.artifacts = {{}}, .error_details = ""})), 0);
}

// What is left of the score of two steps when substance and diversity are taken off.
double error_handling(StepResultType first, StepResultType second, const Outcome& outcome = {}) {
  const Episode episode =
      with_steps({step_with_result(1, "a", first), step_with_result(2, "b", second)}, outcome);
  return (quality(episode) - 0.25 * 0.7 * 0.25 - 0.20) / 0.20;
}

TEST(quality_score, values_recovered_errors_above_none_and_none_above_unrecovered_ones) {
  using enum StepResultType;
  EXPECT_NEAR(error_handling(success, success), 0.7, 1e-9);
  EXPECT_NEAR(error_handling(error, success), 1, 1e-9);
  EXPECT_NEAR(error_handling(success, error), 0.2, 1e-9);
  EXPECT_NEAR(error_handling(timeout, success, {.type = OutcomeType::failure}), 0.2, 1e-9);
}

TEST(quality_score, values_some_recovered_errors_at_half) {
  using enum StepResultType;
  const Episode episode =
      with_steps({step_with_result(1, "a", error), step_with_result(2, "b", success),
                  step_with_result(3, "c", error)});
  EXPECT_NEAR(quality(episode), 0.25 * 0.7 * 3 / 8 + 0.20 + 0.20 * 0.5, 1e-12);
}

TEST(quality_as_evidence, is_the_same_of_the_first_and_of_the_tenth) {
  Episode episode = with_steps({step_with_result(1, "a", StepResultType::success)});
  for (const double novelty : {1.0, 0.4, 0.0}) {
    episode.quality_score = quality_score(episode, novelty);
    episode.novelty = novelty;
    EXPECT_NEAR(quality_as_evidence(episode), quality_score(episode, 1), 1e-12);
  }
  // From before novelty was kept.
  episode.novelty.reset();
  EXPECT_EQ(quality_as_evidence(episode), *episode.quality_score);
}

RC_GTEST_PROP(quality_score, lies_between_zero_and_one, ()) {
  Episode episode = *arbitrary_episode(9);
  episode.steps = *rc::gen::container<std::vector<Step>>(arbitrary_step());
  episode.outcome = *arbitrary_outcome();
  const double score = quality_score(episode, *rc::gen::element(0.0, 0.5, 1.0));
  RC_ASSERT(score >= 0 && score <= 1 + 1e-12);
}

}  // namespace
}  // namespace memory_mcp
