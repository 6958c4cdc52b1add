#include "learn/step_tally.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/doubles/arbitrary_episodes.h"

namespace memory_mcp {
namespace {

// "edit+ test- test?" : a tool each, and whether it succeeded, failed, timed out (!) or is pending.
Episode played(const std::string& script, std::optional<Outcome> outcome = success()) {
  Episode episode;
  std::string tool;
  for (const char c : script) {
    if (c == ' ') continue;
    if (c != '+' && c != '-' && c != '!' && c != '?') {
      tool += c;
      continue;
    }
    const auto type = c == '+'   ? StepResultType::success
                      : c == '-' ? StepResultType::error
                                 : StepResultType::timeout;
    episode.steps.push_back(step_with_result(std::ssize(episode.steps) + 1, tool, type));
    if (c == '?') episode.steps.back().result.reset();
    tool.clear();
  }
  episode.outcome = std::move(outcome);
  return episode;
}

int recovered(const std::string& script, std::optional<Outcome> outcome = success()) {
  return tally_steps(played(script, std::move(outcome))).recovered;
}

TEST(tally_steps, counts_successes_and_errors_and_takes_timeouts_for_errors) {
  const StepTally tally = tally_steps(played("edit+ test- run! look+ wait?"));
  EXPECT_EQ(tally.successes, 2);
  EXPECT_EQ(tally.errors, 2);
  EXPECT_EQ(tally.decided(), 4);
}

TEST(tally_steps, finds_an_error_recovered_when_the_same_tool_succeeds_however_late) {
  EXPECT_EQ(recovered("test- wait? wait? wait? wait? wait? test+"), 1);
}

TEST(tally_steps, finds_an_error_recovered_when_any_tool_succeeds_within_three_steps) {
  EXPECT_EQ(recovered("test- wait? wait? edit+"), 1);
  EXPECT_EQ(recovered("test- wait? wait? wait? edit+"), 0);
}

TEST(tally_steps, finds_no_recovery_before_the_error) {
  EXPECT_EQ(recovered("test+ edit+ test-"), 0);
}

TEST(tally_steps, finds_each_of_several_errors_recovered_by_one_success) {
  EXPECT_EQ(recovered("test- test- test! test+"), 3);
}

TEST(tally_steps, does_not_take_a_pending_step_for_a_recovery) {
  EXPECT_EQ(recovered("test- test?"), 0);
}

TEST(tally_steps, finds_no_recovery_in_an_episode_that_failed) {
  EXPECT_EQ(recovered("test- test+", failure()), 0);
  EXPECT_EQ(recovered("test- test+", partial_success(1, 1)), 1);
  EXPECT_EQ(recovered("test- test+", std::nullopt), 1);
}

RC_GTEST_PROP(tally_steps, never_counts_more_than_there_is, ()) {
  Episode episode;
  episode.steps = *rc::gen::container<std::vector<Step>>(arbitrary_step());
  episode.outcome = *arbitrary_outcome();
  const StepTally tally = tally_steps(episode);
  RC_ASSERT(tally.recovered <= tally.errors);
  RC_ASSERT(tally.decided() <= std::ssize(episode.steps));
}

}  // namespace
}  // namespace memory_mcp
