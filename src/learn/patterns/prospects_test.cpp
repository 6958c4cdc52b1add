#include "learn/patterns/prospects.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace memory_mcp {
namespace {

// Very many episodes, of which that share went well.
Mass many(double share) {
  constexpr std::int64_t weight = 10'000'000;
  return {.weight = weight,
          .success = static_cast<std::int64_t>(static_cast<double>(1'000 * weight) * share)};
}

Pattern seen(int successes, int failures, double base_rate) {
  Pattern pattern;
  for (int i = 0; i < successes; ++i) pattern.mass += mass_of(1, 1);
  for (int i = 0; i < failures; ++i) pattern.mass += mass_of(0, 1);
  pattern.weighed = static_cast<std::size_t>(successes + failures);
  pattern.all = many(base_rate);
  pattern.rates = RatesTable().of(pattern.mass, pattern.weighed, pattern.all);
  return pattern;
}

TEST(Prospects, of_a_candidate_say_how_much_more_it_takes) {
  const Prospects two = prospects_of(seen(2, 0, 0.6));
  EXPECT_EQ(two.successes_to_establish, 2) << "four of four are surely better than usual";
  EXPECT_EQ(two.failures_to_establish, 3) << "five episodes speak";
  EXPECT_EQ(prospects_of(seen(1, 0, 0.05)).successes_to_establish, 1) << "against what is usual";
}

TEST(Prospects, of_an_established_one_say_after_how_many_failures_it_is_to_be_avoided) {
  const Prospects good = prospects_of(seen(9, 1, 0.6));
  EXPECT_EQ(good.successes_to_establish, std::nullopt);
  ASSERT_NE(good.failures_to_avoid, std::nullopt);
  EXPECT_TRUE(seen(9, 1 + *good.failures_to_avoid, 0.6).rates.is_avoided);
  EXPECT_FALSE(seen(9, *good.failures_to_avoid, 0.6).rates.is_avoided);
}

TEST(Prospects, of_one_to_avoid_say_after_how_many_successes_it_is_not) {
  const Prospects bad = prospects_of(seen(0, 4, 0.8));
  EXPECT_EQ(bad.failures_to_avoid, std::nullopt);
  ASSERT_NE(bad.successes_to_clear, std::nullopt);
  EXPECT_FALSE(seen(*bad.successes_to_clear, 4, 0.8).rates.is_avoided);
  EXPECT_TRUE(seen(*bad.successes_to_clear - 1, 4, 0.8).rates.is_avoided);
}

TEST(Prospects, of_what_one_writer_alone_says_are_none) {
  Pattern alone = seen(9, 1, 0.6);
  alone.rates.is_corroborated = false;
  EXPECT_EQ(prospects_of(alone), Prospects{});
}

TEST(Prospects, give_up_on_what_would_take_too_long) {
  EXPECT_EQ(prospects_of(seen(0, 5, 0.01)).failures_to_avoid, std::nullopt);
}

RC_GTEST_PROP(Prospects, are_counts_that_do_what_they_say_and_no_fewer, ()) {
  const int successes = *rc::gen::inRange(0, 12);
  const int failures = *rc::gen::inRange(0, 12);
  const double base = *rc::gen::inRange(5, 95) / 100.0;
  const Prospects found = prospects_of(seen(successes, failures, base));
  if (found.failures_to_avoid) {
    const int count = *found.failures_to_avoid;
    RC_ASSERT(seen(successes, failures + count, base).rates.is_avoided);
    RC_ASSERT(!seen(successes, failures + count - 1, base).rates.is_avoided);
  }
  if (found.successes_to_establish) {
    const int count = *found.successes_to_establish;
    RC_ASSERT(seen(successes + count, failures, base).rates.is_established);
    RC_ASSERT(!seen(successes + count - 1, failures, base).rates.is_established);
  }
}

}  // namespace
}  // namespace memory_mcp
