#include "statistics/correlation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/doubles/must.h"
#include "tests/doubles/random_series.h"

namespace memory_mcp::statistics {
namespace {

Result<Correlation> between(const std::vector<double>& first, const std::vector<double>& second,
                            double confidence = 0.95) {
  auto found = correlations(std::vector<Series>{{"first", first}, {"second", second}},
                            {.confidence = confidence});
  if (!found.ok()) return std::move(found).error();
  if (found->pairs.empty()) return found->unmeasured.front();
  return found->pairs.front().correlation;
}

// --- Published ----------------------------------------------------------------------------------

// Anscombe (1973), the first of his four. R: cor.test(anscombe$x1, anscombe$y1) has r = 0.8164205,
// t = 4.2415, df = 9, p = 0.00217 and the interval 0.4243912 to 0.9506933.
TEST(Correlation, is_that_of_anscombes_first_example) {
  const std::vector<double> x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
  const std::vector<double> y{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
  const auto found = must(between(x, y));
  EXPECT_NEAR(found.coefficient, 0.8164205, 5e-8);
  EXPECT_NEAR(found.p_value, 0.00217, 5e-6);
  EXPECT_NEAR(found.interval.low, 0.4243912, 5e-8);
  EXPECT_NEAR(found.interval.high, 0.9506933, 5e-8);
}

// --- Ends ---------------------------------------------------------------------------------------

TEST(Correlation, of_a_straight_line_is_one_without_doubt) {
  const std::vector<double> x{0.1, 0.2, 0.3, 0.7};
  const std::vector<double> falling{-0.3, -0.6, -0.9, -2.1};
  EXPECT_EQ(must(between(x, x)).coefficient, 1);
  const auto found = must(between(x, falling));
  EXPECT_EQ(found.coefficient, -1);
  EXPECT_EQ(found.p_value, 0);
  EXPECT_EQ(found.interval, (Interval{-1, -1}));
}

TEST(Correlation, of_three_points_has_no_bounds) {
  const auto found = must(between({1, 2, 3}, {1, 3, 2}));
  EXPECT_NEAR(found.coefficient, 0.5, 1e-15);
  EXPECT_NEAR(found.p_value, 2.0 / 3, 1e-12);  // Student's t with 1 degree of freedom: arctangent.
  EXPECT_EQ(found.interval, (Interval{-1, 1}));
}

TEST(Correlation, with_a_constant_series_does_not_exist_and_is_refused_by_its_name) {
  EXPECT_EQ(complaint_of(between({1, 2, 3}, {7, 7, 7})),
            "the series \"second\" is constant and has no correlation with anything: leave it out, "
            "or give a time in which it changes");
  EXPECT_EQ(fault_of(between({7, 7, 7}, {1, 2, 3})), Fault::invalid_argument);
}

TEST(Correlation, refuses_what_no_method_can_use) {
  EXPECT_EQ(field_of(between({1, 2}, {1, 2})), "first");
  EXPECT_EQ(complaint_of(between({1, 2, 3}, {1, 2, 3, 4})),
            "a correlation is between series of one length, and 3 points have \"first\"; 4 points "
            "have \"second\": give all at the same times");
  EXPECT_EQ(field_of(between({1, 2, 3}, {1, std::nan(""), 3})), "second");
  EXPECT_EQ(field_of(between({1, 2, 3}, {1, 2, 4}, 1.0)), "confidence");
}

// --- Many at once -------------------------------------------------------------------------------

TEST(Correlation, of_many_series_names_each_pair_and_what_was_not_measured) {
  const std::vector<double> rising{1, 2, 3, 4};
  const std::vector<double> still{5, 5, 5, 5};
  const std::vector<double> falling{8, 6, 4, 2};
  const std::vector<Series> all{{"rising", rising}, {"still", still}, {"falling", falling}};
  const auto found = must(correlations(all));
  ASSERT_EQ(found.pairs.size(), 1U);
  EXPECT_EQ(found.pairs[0].first, 0U);
  EXPECT_EQ(found.pairs[0].second, 2U);
  EXPECT_EQ(found.pairs[0].correlation.coefficient, -1);
  EXPECT_TRUE(found.pairs[0].significant);
  ASSERT_EQ(found.unmeasured.size(), 1U);
  EXPECT_EQ(found.unmeasured[0].field, "still");
}

TEST(Correlation, leaves_out_pairs_of_unequal_length) {
  const std::vector<double> three{1, 2, 4};
  const std::vector<double> four{1, 2, 4, 3};
  const std::vector<Series> all{{"a", three}, {"b", four}, {"c", three}, {"d", four}};
  const auto found = must(correlations(all));
  ASSERT_EQ(found.pairs.size(), 2U);
  EXPECT_EQ(found.pairs[0].second, 2U);
  EXPECT_EQ(found.pairs[1].second, 3U);
  ASSERT_EQ(found.unmeasured.size(), 1U);
  EXPECT_EQ(found.unmeasured[0].message,
            "a correlation is between series of one length, and 3 points have \"a\", \"c\"; 4 "
            "points have \"b\", \"d\": give all at the same times");
}

// Ten independent series have 45 pairs. Unadjusted, nine times in ten one of them is below 5 %.
TEST(Correlation, finds_one_among_ten_independent_series_in_at_most_five_of_a_hundred_cases) {
  const double falsely = share_of(500, [](std::uint64_t seed) {
    std::vector<std::vector<double>> values;
    for (std::uint64_t one = 0; one < 10; ++one) values.push_back(white_noise(30, seed * 10 + one));
    std::vector<Series> all;
    for (const auto& one : values) all.push_back({"noise", one});
    return std::ranges::any_of(must(correlations(all)).pairs, &PairCorrelation::significant);
  });
  RecordProperty("falsely", std::to_string(falsely));
  EXPECT_LE(falsely, 0.07);  // 5 % and two standard errors.
  EXPECT_GE(falsely, 0.02);
}

TEST(Correlation, interval_holds_the_true_coefficient_in_95_of_100_cases) {
  const double held = share_of(1'000, [](std::uint64_t seed) {
    const auto x = white_noise(40, 2 * seed);
    auto y = white_noise(40, 2 * seed + 1);
    for (std::size_t index = 0; index < x.size(); ++index)
      y[index] = 0.6 * x[index] + 0.8 * y[index];
    const auto interval = must(between(x, y)).interval;
    return interval.low <= 0.6 && 0.6 <= interval.high;
  });
  RecordProperty("held", std::to_string(held));
  EXPECT_NEAR(held, 0.95, 0.02);
}

// --- Properties ---------------------------------------------------------------------------------

RC_GTEST_PROP(Correlation, is_the_same_in_any_unit_and_either_way_round, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const double unit = std::pow(10.0, *rc::gen::inRange(-90, 90));
  const auto x = white_noise(20, seed);
  const auto y = white_noise(20, seed + 1ULL);
  auto other = y;
  for (double& value : other) value = unit * (value - 3);
  const auto plain = must(between(x, y));
  const auto scaled = must(between(other, x));
  RC_ASSERT(std::abs(plain.coefficient - scaled.coefficient) < 1e-9);
  RC_ASSERT(std::abs(plain.p_value - scaled.p_value) < 1e-8);
}

RC_GTEST_PROP(Correlation, does_not_depend_on_the_order_of_the_points, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const auto x = white_noise(15, seed);
  const auto y = white_noise(15, seed + 1ULL);
  const std::vector<double> turned_x(x.rbegin(), x.rend());
  const std::vector<double> turned_y(y.rbegin(), y.rend());
  RC_ASSERT(std::abs(must(between(x, y)).coefficient -
                     must(between(turned_x, turned_y)).coefficient) < 1e-12);
}

RC_GTEST_PROP(Correlation, yields_numbers_within_their_bounds_for_any_numbers, ()) {
  const auto numbers = rc::gen::container<std::vector<double>>(
      5, rc::gen::map(rc::gen::inRange(-4, 5), [](int n) { return std::pow(10.0, 20 * n); }));
  const auto found = between(*numbers, *numbers);
  if (!found.ok()) return;
  for (const double value : {found->coefficient, found->interval.low, found->interval.high}) {
    RC_ASSERT(value >= -1 && value <= 1);
  }
  RC_ASSERT(found->p_value >= 0 && found->p_value <= 1);
}

}  // namespace
}  // namespace memory_mcp::statistics
