#include "statistics/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace memory_mcp::statistics {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Distributions, normal_is_the_complementary_error_function) {
  for (const double z : {0.0, 0.5, 1.96, -3.0, 8.0}) {
    const double by_definition = std::erfc(std::abs(z) / std::numbers::sqrt2);
    EXPECT_NEAR(normal_two_sided(z) / by_definition, 1, 1e-12);
  }
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
}

// With one degree of freedom it is Cauchy's distribution, with two it has a closed form.
TEST(Distributions, student_t_has_its_closed_forms) {
  for (const double t : {0.1, 1.0, -2.5, 30.0}) {
    EXPECT_NEAR(student_t_two_sided(t, 1), 1 - 2 / std::numbers::pi * std::atan(std::abs(t)),
                1e-13);
    EXPECT_NEAR(student_t_two_sided(t, 2), 1 - std::abs(t) / std::sqrt(2 + t * t), 1e-13);
  }
  // Tables: the 97.5 % point with 10 degrees of freedom is 2.228.
  EXPECT_NEAR(student_t_two_sided(2.228138852, 10), 0.05, 1e-9);
}

TEST(Distributions, f_with_two_degrees_above_has_its_closed_form) {
  for (const double f : {0.0, 0.5, 3.0, 100.0}) {
    EXPECT_NEAR(f_upper_tail(f, 2, 12), std::pow(1 + 2 * f / 12, -6), 1e-13);
  }
}

TEST(Distributions, of_what_lies_beyond_all_numbers_are_zero) {
  EXPECT_EQ(normal_two_sided(100), 0);
  EXPECT_EQ(student_t_two_sided(infinity, 5), 0);
  EXPECT_EQ(f_upper_tail(infinity, 2, 5), 0);
  EXPECT_EQ(f_upper_tail(1e300, 5, 500), 0);
}

TEST(Distributions, beta_with_one_weight_of_one_is_a_power) {
  for (const double p : {0.0, 0.05, 0.5, 1.0}) {
    EXPECT_NEAR(beta_quantile(p, 3, 1), std::pow(p, 1.0 / 3), 1e-13);
    EXPECT_NEAR(beta_quantile(p, 1, 4), 1 - std::pow(1 - p, 0.25), 1e-13);
  }
}

// Of 52 cards 5 are drawn: no ace in C(48, 5) of C(52, 5) hands.
TEST(Distributions, hypergeometric_counts_hands_of_cards) {
  const Urn cards{.all = 52, .marked = 4, .drawn = 5};
  EXPECT_NEAR(hypergeometric_probability(0, cards), 1'712'304.0 / 2'598'960, 1e-13);
  EXPECT_NEAR(hypergeometric_probability(4, cards), 48.0 / 2'598'960, 1e-16);
}

}  // namespace
}  // namespace memory_mcp::statistics
