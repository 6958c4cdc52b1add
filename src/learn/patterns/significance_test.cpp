#include "learn/patterns/significance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

// Fisher, The Design of Experiments (1935): three of four cups of eight told right. One-sided
// 17/70, two-sided 34/70.
TEST(fisher_exact, is_that_of_the_lady_tasting_tea) {
  const auto guessed = [](std::size_t right) {
    return fisher_exact({.successes = right, .episodes = 4, .all_successes = 4, .all_episodes = 8});
  };
  EXPECT_NEAR(guessed(4), 2.0 / 70, 1e-12);
  EXPECT_NEAR(guessed(3), 34.0 / 70, 1e-12);
  EXPECT_NEAR(guessed(2), 1, 1e-12);
}

// Fisher (1925), convictions of like-sex twins: 10 of 13 and 2 of 17; the two-sided value is that
// of R's fisher.test.
TEST(fisher_exact, is_that_of_criminal_twins) {
  EXPECT_NEAR(
      fisher_exact({.successes = 10, .episodes = 13, .all_successes = 12, .all_episodes = 30}),
      0.0005367, 5e-8);
}

TEST(fisher_exact, of_what_could_not_be_otherwise_is_1) {
  EXPECT_EQ(fisher_exact({.successes = 3, .episodes = 3, .all_successes = 9, .all_episodes = 9}),
            1);
  EXPECT_EQ(fisher_exact({.successes = 0, .episodes = 3, .all_successes = 0, .all_episodes = 9}),
            1);
  EXPECT_EQ(fisher_exact({.successes = 5, .episodes = 9, .all_successes = 5, .all_episodes = 9}),
            1);
}

RC_GTEST_PROP(fisher_exact, says_the_same_of_a_set_and_of_all_others, ()) {
  const auto all = *rc::gen::inRange<std::size_t>(1, 3'000);
  const auto episodes = *rc::gen::inRange<std::size_t>(0, all + 1);
  const auto successes = *rc::gen::inRange<std::size_t>(0, episodes + 1);
  const auto others = *rc::gen::inRange<std::size_t>(0, all - episodes + 1);
  const double p = fisher_exact({successes, episodes, successes + others, all});
  RC_ASSERT(p >= 0 && p <= 1);
  const double q = fisher_exact({others, all - episodes, successes + others, all});
  RC_ASSERT(std::abs(p - q) <= 1e-9);
}

// Benjamini and Hochberg (1995), section 3.2: fifteen p-values, four stand at 5 %.
TEST(discoveries, are_those_of_the_published_example) {
  const std::vector<double> p_values{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                     0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000};
  const auto stand = discoveries(p_values, 0.05);
  EXPECT_EQ(std::ranges::count(stand, true), 4);
  EXPECT_TRUE(stand[3]);
  EXPECT_TRUE(discoveries({}, 0.05).empty());
}

}  // namespace
}  // namespace memory_mcp
