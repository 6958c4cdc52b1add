#include "statistics/change_points.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "statistics/gaussian_cost.h"
#include "statistics/pelt.h"
#include "statistics/series_limits.h"
#include "tests/doubles/known_series.h"
#include "tests/doubles/must.h"
#include "tests/doubles/random_series.h"

namespace memory_mcp::statistics {
namespace {

std::vector<ChangePoint> changes_of(const std::vector<double>& values, double level = 0.05) {
  return must(change_points({"latency", values}, level));
}

// Noise whose mean and deviation change at `at`.
std::vector<double> changed(std::size_t points, std::size_t at, double mean, double deviation,
                            std::uint64_t seed) {
  auto values = white_noise(points, seed);
  for (std::size_t index = at; index < points; ++index) {
    values[index] = mean + deviation * values[index];
  }
  return values;
}

bool is_within(std::size_t index, std::size_t expected, std::size_t distance) {
  return std::max(index, expected) - std::min(index, expected) <= distance;
}

// --- Worked examples ----------------------------------------------------------------------------

// Cobb (1978) and everybody since: the Nile's flow fell after 1898, its 28th year here.
TEST(ChangePoints, of_the_nile_are_one_after_1898) {
  const auto found = changes_of(nile);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].index, 28U);
  EXPECT_EQ(found[0].type, ChangeType::mean);
  EXPECT_GT(found[0].confidence, 0.99);
}

TEST(ChangePoints, name_what_changed) {
  const auto type_of = [](double mean, double deviation) {
    const auto found = changes_of(changed(200, 100, mean, deviation, 3));
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? ChangeType{} : found[0].type;
  };
  EXPECT_EQ(type_of(3, 1), ChangeType::mean);
  EXPECT_EQ(type_of(0, 4), ChangeType::variance);
  EXPECT_EQ(type_of(10, 4), ChangeType::both);
}

TEST(ChangePoints, are_found_between_two_constants) {
  std::vector<double> values(40, 2);
  std::fill(values.begin() + 17, values.end(), 5);
  const auto found = changes_of(values);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].index, 17U);
}

TEST(ChangePoints, come_in_order_and_can_be_many) {
  std::vector<double> values = white_noise(400, 11);
  for (std::size_t index = 0; index < values.size(); ++index) {
    values[index] += index / 50 % 2 == 0 ? 0 : 8;
  }
  const auto found = changes_of(values);
  ASSERT_EQ(found.size(), 7U);
  for (std::size_t number = 0; number < found.size(); ++number) {
    EXPECT_TRUE(is_within(found[number].index, 50 * (number + 1), 1));
  }
}

TEST(ChangePoints, of_a_constant_series_are_none) {
  EXPECT_TRUE(changes_of(std::vector<double>(30, 7.7)).empty());
}

// Coin throws have runs of equal values, in which the variance is zero.
TEST(ChangePoints, are_not_seen_in_the_runs_of_whole_numbers) {
  const double falsely = share_of(1'000, [](std::uint64_t seed) {
    auto values = white_noise(60, seed);
    for (double& value : values) value = value > 0.5 ? 1 : 0;
    return !changes_of(values).empty();
  });
  RecordProperty("falsely", std::to_string(falsely));
  EXPECT_LE(falsely, 0.05);
}

TEST(ChangePoints, refuse_what_cannot_be_measured) {
  const auto refused = change_points({"latency", white_noise(9, 1)});
  EXPECT_EQ(
      complaint_of(refused),
      "the series \"latency\" has 9 points, and a change point needs 10: give a longer series");
  const auto values = white_noise(20, 1);
  for (const double level : {-0.1, 1.1, std::nan("")}) {
    EXPECT_EQ(field_of(change_points({"latency", values}, level)), "significance_level");
  }
}

TEST(ChangePoints, are_more_probable_than_not_at_any_level_and_never_certain) {
  const auto values = changed(60, 30, 1.5, 1, 2);
  for (const double level : {0.5, 1.0}) {
    for (const ChangePoint& change : changes_of(values, level)) EXPECT_GE(change.confidence, 0.5);
  }
  EXPECT_EQ(changes_of(values, 0.5), changes_of(values, 1));
  EXPECT_TRUE(changes_of(values, 0).empty());
}

TEST(ChangePoints, of_the_longest_series_are_found) {
  const auto found = changes_of(changed(limits::series_points_max, 6'000, 1, 1, 9));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(is_within(found[0].index, 6'000, 20));
}

// --- Calibration --------------------------------------------------------------------------------

TEST(ChangePoints, are_seen_in_at_most_five_of_a_hundred_series_of_white_noise) {
  for (const std::size_t points : {10U, 12U, 20U, 60U, 200U}) {
    const double falsely = share_of(
        1'000, [&](std::uint64_t seed) { return !changes_of(white_noise(points, seed)).empty(); });
    RecordProperty("falsely_" + std::to_string(points), std::to_string(falsely));
    EXPECT_LE(falsely, 0.05) << points;
  }
}

TEST(ChangePoints, are_not_seen_in_a_slope) {
  for (const double rise : {1.0, 5.0, 20.0}) {
    const double falsely = share_of(500, [&](std::uint64_t seed) {
      auto values = white_noise(60, seed);
      for (std::size_t index = 0; index < values.size(); ++index) {
        values[index] += rise * static_cast<double>(index) / 60;
      }
      return !changes_of(values).empty();
    });
    RecordProperty("falsely_" + std::to_string(rise), std::to_string(falsely));
    EXPECT_LE(falsely, 0.06) << rise;  // That of noise, and a little.
  }
  std::vector<double> exact(30);
  for (std::size_t index = 0; index < exact.size(); ++index)
    exact[index] = 7 + 3 * static_cast<double>(index);
  EXPECT_TRUE(changes_of(exact).empty());
}

// The most that can be done, with both means and the variance known, is 995 of 1,000.
TEST(ChangePoints, of_three_deviations_in_60_points_are_found_within_two_in_99_of_100) {
  int superfluous = 0;
  const double found = share_of(3'000, [&](std::uint64_t seed) {
    const std::size_t at = 15 + seed % 31;
    const auto changes = changes_of(changed(60, at, 3, 1, seed));
    superfluous += changes.size() > 1 ? 1 : 0;
    return std::ranges::any_of(
        changes, [&](const ChangePoint& change) { return is_within(change.index, at, 2); });
  });
  RecordProperty("found", std::to_string(found));
  RecordProperty("superfluous", std::to_string(superfluous));
  EXPECT_GE(found, 0.99);
  EXPECT_LE(superfluous, 60);
}

TEST(ChangePoints, of_a_threefold_deviation_in_200_points_are_found) {
  const double found = share_of(1'000, [](std::uint64_t seed) {
    const auto changes = changes_of(changed(200, 100, 0, 3, seed));
    return std::ranges::any_of(changes, [](const ChangePoint& change) {
      return is_within(change.index, 100, 10) && change.type == ChangeType::variance;
    });
  });
  RecordProperty("found", std::to_string(found));
  EXPECT_GE(found, 0.9);
}

// --- Properties ---------------------------------------------------------------------------------

// The definition, without pruning: each last stretch is tried.
double least_total(const GaussianCost& cost, const DivisionRule& rule) {
  std::vector<double> best(cost.points() + 1, std::numeric_limits<double>::infinity());
  best[0] = -rule.penalty;
  for (std::size_t end = rule.points_min; end <= cost.points(); ++end) {
    for (std::size_t begin = 0; begin + rule.points_min <= end; ++begin) {
      best[end] = std::min(best[end], best[begin] + cost.of({begin, end}) + rule.penalty);
    }
  }
  return best.back();
}

RC_GTEST_PROP(Pelt, finds_the_least_total_of_all_divisions, ()) {
  auto values = white_noise(80, *rc::gen::arbitrary<std::uint32_t>());
  for (std::size_t index = 0; index < values.size(); ++index) {
    values[index] = (index % 37 < 18 ? 0 : 2) + (index % 29 < 12 ? 1 : 3) * values[index];
  }
  const GaussianCost cost(values);
  const DivisionRule rule{.penalty = *rc::gen::inRange(1, 150) / 10.0,
                          .points_min = *rc::gen::inRange<std::size_t>(2, 8)};
  double total = 0;
  std::size_t begin = 0;
  for (const std::size_t change : best_division(cost, rule)) {
    RC_ASSERT(change >= begin + rule.points_min);
    total += cost.of({begin, change}) + rule.penalty;
    begin = change;
  }
  total += cost.of({begin, values.size()});
  RC_ASSERT(std::abs(total - least_total(cost, rule)) < 1e-9);
}

RC_GTEST_PROP(ChangePoints, are_the_same_in_any_unit_and_lie_apart, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const double unit = std::pow(10.0, *rc::gen::inRange(-80, 80));
  auto values = changed(60, 25, 4, 1, seed);
  const auto plain = changes_of(values);
  for (double& value : values) value = unit * (5 - value);
  const auto scaled = changes_of(values);
  RC_ASSERT(plain.size() == scaled.size());
  std::size_t previous = 0;
  for (std::size_t number = 0; number < plain.size(); ++number) {
    RC_ASSERT(plain[number].index == scaled[number].index);
    RC_ASSERT(plain[number].type == scaled[number].type);
    RC_ASSERT(plain[number].confidence >= 0.95 && plain[number].confidence <= 1);
    RC_ASSERT(plain[number].index >= previous + stretch_points_min);
    previous = plain[number].index;
  }
  RC_ASSERT(previous + stretch_points_min <= values.size());
}

TEST(ChangePoints, stay_where_they_are_without_points_far_behind_them) {
  auto values = changed(120, 40, 5, 1, 21);
  const auto whole = changes_of(values);
  values.resize(90);
  ASSERT_EQ(whole.size(), 1U);
  ASSERT_EQ(changes_of(values).size(), 1U);
  EXPECT_EQ(changes_of(values)[0].index, whole[0].index);
}

}  // namespace
}  // namespace memory_mcp::statistics
