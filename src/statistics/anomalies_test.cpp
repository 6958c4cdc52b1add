#include "statistics/anomalies.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/doubles/known_series.h"
#include "tests/doubles/must.h"
#include "tests/doubles/random_series.h"

namespace memory_mcp::statistics {
namespace {

Anomalies anomalies_of(const std::vector<double>& values, double sensitivity = 0.5) {
  return must(anomalies(must(exponential_smoothing({"latency", values})), values, sensitivity));
}

bool has(const Anomalies& found, std::size_t index) {
  return std::ranges::count(found.points, index, &Anomaly::index) == 1;
}

TEST(Anomalies, threshold_follows_the_sensitivity) {
  EXPECT_EQ(anomalies_of(oil, 0).threshold, 6);
  EXPECT_EQ(anomalies_of(oil, 0.5).threshold, 4);
  EXPECT_EQ(anomalies_of(oil, 1).threshold, 2);
}

TEST(Anomalies, of_lines_and_constants_are_none) {
  EXPECT_TRUE(anomalies_of({5, 5, 5, 5}, 1).points.empty());
  EXPECT_TRUE(anomalies_of({0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}, 1).points.empty());
}

// More than half of the residuals are equal; their median deviation says nothing.
TEST(Anomalies, find_the_one_that_is_not_like_the_others) {
  std::vector<double> values(30, 5);
  values[20] = 6;
  const auto found = anomalies_of(values);
  EXPECT_TRUE(has(found, 20));
  for (const Anomaly& anomaly : found.points) EXPECT_TRUE(std::isfinite(anomaly.score));
}

// A winter's value in the summer is no outlier of all values.
TEST(Anomalies, are_judged_by_what_was_foretold) {
  std::vector<double> values = white_noise(120, 8);
  for (std::size_t index = 0; index < values.size(); ++index) {
    values[index] += index % 12 < 6 ? 0 : 30;
  }
  values[100] -= 30;
  const auto found = anomalies_of(values);
  EXPECT_TRUE(has(found, 100));
  EXPECT_LE(found.points.size(), 2U);
}

TEST(Anomalies, refuse_a_sensitivity_that_cannot_be) {
  const Smoothing model = must(exponential_smoothing({"oil", oil}));
  for (const double sensitivity : {-0.1, 1.1, std::nan("")}) {
    EXPECT_EQ(field_of(anomalies(model, oil, sensitivity)), "sensitivity");
  }
}

// --- Calibration --------------------------------------------------------------------------------

// Four deviations are 1 in 16,000 of a normal distribution; so few points make the deviation itself
// uncertain.
TEST(Anomalies, are_seen_in_at_most_four_of_a_hundred_series_of_white_noise) {
  const double falsely = share_of(1'000, [](std::uint64_t seed) {
    return !anomalies_of(white_noise(100, seed)).points.empty();
  });
  RecordProperty("falsely", std::to_string(falsely));
  EXPECT_LE(falsely, 0.04);
}

TEST(Anomalies, of_two_deviations_are_one_point_in_twenty) {
  double points = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    points += static_cast<double>(anomalies_of(white_noise(200, seed), 1).points.size());
  }
  EXPECT_NEAR(points / 200 / 200, 0.0455, 0.01);
}

TEST(Anomalies, of_eight_deviations_are_found) {
  const double found = share_of(1'000, [](std::uint64_t seed) {
    auto values = white_noise(100, seed);
    values[60] += 8;
    return has(anomalies_of(values), 60);
  });
  RecordProperty("found", std::to_string(found));
  EXPECT_GE(found, 0.98);
}

// --- Properties ---------------------------------------------------------------------------------

RC_GTEST_PROP(Anomalies, are_the_same_in_any_unit_and_fewer_with_less_sensitivity, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  auto values = white_noise(50, seed);
  values[30] += 12;
  const auto all = anomalies_of(values, 0.9);
  const auto few = anomalies_of(values, 0.3);
  RC_ASSERT(few.points.size() <= all.points.size());
  for (const Anomaly& anomaly : few.points) RC_ASSERT(has(all, anomaly.index));
  for (double& value : values) value = 1e9 - 1e6 * value;
  RC_ASSERT(anomalies_of(values, 0.3).points.size() == few.points.size());
}

}  // namespace
}  // namespace memory_mcp::statistics
