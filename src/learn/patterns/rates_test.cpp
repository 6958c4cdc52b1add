#include "learn/patterns/rates.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace memory_mcp {
namespace {

Mass seen(int successes, int failures) {
  Mass mass;
  for (int i = 0; i < successes; ++i) mass += mass_of(1, 1);
  for (int i = 0; i < failures; ++i) mass += mass_of(0, 1);
  return mass;
}

// Very many episodes, of which that share went well.
Mass many(double share) {
  constexpr std::int64_t episodes = 1'000'000;
  return {.weight = 10 * episodes,
          .success = static_cast<std::int64_t>(10'000 * static_cast<double>(episodes) * share)};
}

Rates rates(int successes, int failures, double base_rate) {
  return RatesTable().of(seen(successes, failures), static_cast<std::size_t>(successes + failures),
                         many(base_rate));
}

TEST(Rates, of_what_all_episodes_have_are_usual) {
  for (const auto& [successes, failures] : {std::pair(5, 0), {0, 5}, {1, 0}, {7, 3}}) {
    const Mass all = seen(successes, failures);
    EXPECT_NEAR(RatesTable().of(all, 5, all).lift, 1, 1e-12) << successes << " and " << failures;
  }
}

TEST(Rates, of_what_never_went_well_say_to_avoid_it_though_nothing_else_does_either) {
  RatesTable table;
  Mass five;
  for (int i = 0; i < 5; ++i) five += mass_of(0, 1);
  EXPECT_TRUE(table.of(five, 5, five).is_avoided);
  EXPECT_FALSE(table.of(mass_of(0, 1), 1, five).is_avoided);
  five += mass_of(1, 1);
  EXPECT_FALSE(table.of(five, 6, five).is_avoided) << "that is how hard it is";
}

TEST(Rates, without_evidence_are_the_base) {
  const Rates nothing = rates(0, 0, 0.6);
  EXPECT_NEAR(nothing.success_rate, 0.6, 1e-6);
  EXPECT_NEAR(nothing.lift, 1, 1e-6);
  EXPECT_FALSE(nothing.is_established);
}

// Nine of ten, and two at the base of 0.6: (9 + 1.2) / 12.
TEST(Rates, are_drawn_towards_the_base_by_two_episodes) {
  const Rates found = rates(9, 1, 0.6);
  EXPECT_NEAR(found.success_rate, 0.85, 1e-6);
  EXPECT_NEAR(found.lift, 0.85 / 0.6, 1e-6);
  EXPECT_LT(found.low, 0.85);
  EXPECT_GT(found.high, 0.85);
}

TEST(Rates, are_established_by_five_episodes_or_by_two_that_go_against_the_base) {
  EXPECT_FALSE(rates(1, 0, 0.05).is_established);
  EXPECT_FALSE(rates(2, 0, 0.6).is_established);
  EXPECT_TRUE(rates(2, 0, 0.1).is_established);
  EXPECT_TRUE(rates(3, 2, 0.6).is_established);
}

TEST(Rates, clearly_below_the_base_are_to_be_avoided) {
  EXPECT_TRUE(rates(0, 4, 0.8).is_avoided);
  EXPECT_FALSE(rates(2, 2, 0.6).is_avoided);
  EXPECT_FALSE(rates(0, 1, 0.99).is_avoided);
}

TEST(Mass, counts_a_record_that_teaches_little_less) {
  EXPECT_EQ(mass_of(1, 0.69), (Mass{.weight = 3, .success = 3'000}));
  EXPECT_EQ(mass_of(0.25, 0.7), (Mass{.weight = 10, .success = 2'500}));
  EXPECT_EQ(mass_of(7, 1), mass_of(1, 1));
}

TEST(Mass, has_a_base_rate_that_is_never_quite_0_or_1) {
  EXPECT_NEAR(Mass().base_rate(), 0.5, 1e-12);
  EXPECT_NEAR(seen(8, 0).base_rate(), 0.9, 1e-12);
  EXPECT_NEAR(seen(0, 8).base_rate(), 0.1, 1e-12);
}

RC_GTEST_PROP(Rates, stay_in_their_order, ()) {
  const int successes = *rc::gen::inRange(0, 100'000);
  const int failures = *rc::gen::inRange(0, 100'000);
  const Mass mass{.weight = 10LL * (successes + failures), .success = 10'000LL * successes};
  const Rates found = RatesTable().of(mass, 10, mass);
  RC_ASSERT(found.low >= 0 && found.low <= found.success_rate);
  RC_ASSERT(found.success_rate <= found.high && found.high <= 1);
}

}  // namespace
}  // namespace memory_mcp
