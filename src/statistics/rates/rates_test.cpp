// What is known of rates and of tables of counts.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "statistics/rates/beta_posterior.h"
#include "statistics/rates/fisher_exact.h"
#include "statistics/series_limits.h"
#include "tests/doubles/must.h"

namespace memory_mcp::statistics {
namespace {

// --- Beta posterior -----------------------------------------------------------------------------

TEST(BetaPosterior, without_outcomes_knows_nothing) {
  const auto nothing = must(beta_posterior({}));
  EXPECT_EQ(nothing.mean(), 0.5);
  EXPECT_NEAR(nothing.interval(0.9).low, 0.05, 1e-12);
  EXPECT_NEAR(nothing.interval(0.9).high, 0.95, 1e-12);
}

// Laplace's rule of succession: after n successes alone the next one succeeds with (n+1)/(n+2). The
// distribution is then p^(n+1).
TEST(BetaPosterior, after_successes_alone_is_laplaces_rule) {
  const auto sure = must(beta_posterior({.successes = 9}));
  EXPECT_NEAR(sure.mean(), 10.0 / 11, 1e-15);
  EXPECT_NEAR(sure.lower_bound(0.95), std::pow(0.05, 0.1), 1e-12);
}

// Gelman et al., Bayesian Data Analysis, 2.4: of 980 births with placenta previa 437 were girls.
// With a uniform prior the mean is 0.446 and the central 95 % are 0.415 to 0.477.
TEST(BetaPosterior, of_placenta_previa_births_is_the_published_one) {
  const auto girls = must(beta_posterior({.successes = 437, .failures = 543}));
  EXPECT_NEAR(girls.mean(), 0.446, 0.0005);
  EXPECT_NEAR(girls.interval(0.95).low, 0.415, 0.0005);
  EXPECT_NEAR(girls.interval(0.95).high, 0.477, 0.0005);
}

TEST(BetaPosterior, adds_weights_to_the_prior) {
  const auto weighed = must(beta_posterior({.successes = 0.25, .failures = 1.5}, {2, 3}));
  EXPECT_EQ(weighed.alpha(), 2.25);
  EXPECT_EQ(weighed.beta(), 4.5);
}

TEST(BetaPosterior, keeps_its_order_at_the_ends_of_what_it_takes) {
  const double most = limits::outcome_weight_max;
  for (const double successes : {0.0, 1e-3, 1.0, most}) {
    for (const double failures : {0.0, 1e-3, 1.0, most}) {
      const auto found = must(beta_posterior({successes, failures}, {1e-3, 1e-3}));
      const auto interval = found.interval(0.999);
      EXPECT_GE(interval.low, 0);
      EXPECT_LE(interval.low, found.lower_bound(0.5));
      EXPECT_LE(found.lower_bound(0.5), interval.high);
      EXPECT_LE(interval.high, 1);
    }
  }
  EXPECT_EQ(field_of(beta_posterior({.successes = 1.01 * most})), "seen");
}

TEST(BetaPosterior, refuses_weights_that_are_none) {
  for (const double bad : {-1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_EQ(field_of(beta_posterior({.successes = bad})), "seen");
    EXPECT_EQ(field_of(beta_posterior({.failures = bad})), "seen");
  }
  EXPECT_EQ(field_of(beta_posterior({.successes = 1}, {.successes = 0, .failures = 1})), "prior");
}

RC_GTEST_PROP(BetaPosterior, is_surer_after_more_of_the_same, ()) {
  const double successes = *rc::gen::inRange(1, 1'000'000) / 100.0;
  const double failures = *rc::gen::inRange(1, 1'000'000) / 100.0;
  const auto width = [&](double times) {
    const auto found = must(beta_posterior({times * successes, times * failures}));
    const auto interval = found.interval(0.9);
    RC_ASSERT(interval.low >= 0 && interval.high <= 1);
    RC_ASSERT(interval.low < found.mean() && found.mean() < interval.high);
    RC_ASSERT(std::abs(found.lower_bound(0.95) - interval.low) < 1e-12);
    return interval.high - interval.low;
  };
  RC_ASSERT(width(10) < width(1));
}

// --- Fisher's exact test ------------------------------------------------------------------------

// R, ?fisher.test (Agresti, 1990, p. 61): the lady tasting tea guesses three of four right; with
// the alternative "greater" p = 0.2429, two-sided 0.4857.
TEST(FisherExact, of_the_lady_tasting_tea_is_the_published_one) {
  const auto tea = must(fisher_exact({3, 1, 1, 3}));
  EXPECT_NEAR(tea.greater, 17.0 / 70, 1e-12);
  EXPECT_NEAR(tea.two_sided, 34.0 / 70, 1e-12);
}

// R, ?fisher.test (Fisher, 1962): of 13 identical twins of convicts 10 were convicted, of 17
// others 2. With the alternative "less" p = 0.0004652, two-sided 0.0005367.
TEST(FisherExact, of_convicted_twins_is_the_published_one) {
  const auto twins = must(fisher_exact({2, 15, 10, 3}));
  EXPECT_NEAR(twins.less, 0.0004652, 5e-8);
  EXPECT_NEAR(twins.two_sided, 0.0005367, 5e-8);
}

TEST(FisherExact, of_an_empty_margin_tells_nothing) {
  for (const TwoByTwo& table : {TwoByTwo{}, TwoByTwo{0, 0, 4, 5}, TwoByTwo{3, 0, 4, 0}}) {
    const auto found = must(fisher_exact(table));
    EXPECT_NEAR(found.two_sided, 1, 1e-12);
    EXPECT_NEAR(found.greater, 1, 1e-12);
    EXPECT_NEAR(found.less, 1, 1e-12);
  }
}

TEST(FisherExact, takes_large_counts_and_refuses_larger_ones) {
  const std::int64_t most = limits::table_count_max;
  EXPECT_GT(must(fisher_exact({most, most, most, most})).two_sided, 0.99);
  EXPECT_NEAR(must(fisher_exact({most, 0, 0, most})).two_sided, 0, 1e-12);
  EXPECT_EQ(field_of(fisher_exact({1, most + 1, 1, 1})), "only_first");
  EXPECT_EQ(field_of(fisher_exact({1, 1, 1, -1})), "neither");
}

RC_GTEST_PROP(FisherExact, is_the_same_for_the_table_turned_round, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 60);
  const TwoByTwo table{*count, *count, *count, *count};
  const auto found = must(fisher_exact(table));
  const auto turned =
      must(fisher_exact({table.both, table.only_second, table.only_first, table.neither}));
  const auto opposite =
      must(fisher_exact({table.only_first, table.both, table.neither, table.only_second}));
  RC_ASSERT(std::abs(found.two_sided - turned.two_sided) < 1e-9);
  RC_ASSERT(std::abs(found.greater - opposite.less) < 1e-9);
  RC_ASSERT(found.greater + found.less >= 1 - 1e-9);
  for (const double p : {found.two_sided, found.greater, found.less}) RC_ASSERT(p >= 0 && p <= 1);
}

// Where half of all have the first property, tables come in pairs that are equally likely.
RC_GTEST_PROP(FisherExact, two_sided_is_twice_one_sided_where_halves_are_alike, ()) {
  const auto half = *rc::gen::inRange<std::int64_t>(1, 80);
  const auto both = *rc::gen::inRange<std::int64_t>(0, half + 1);
  const auto only_second = *rc::gen::inRange<std::int64_t>(0, half + 1);
  RC_PRE(both != only_second);
  const auto found = must(fisher_exact({both, half - both, only_second, half - only_second}));
  RC_ASSERT(std::abs(found.two_sided - 2 * std::min(found.greater, found.less)) < 1e-6);
}

}  // namespace
}  // namespace memory_mcp::statistics
