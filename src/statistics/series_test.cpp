#include "statistics/series.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "statistics/series_limits.h"
#include "tests/doubles/must.h"

namespace memory_mcp::statistics {
namespace {

constexpr Requirement a_trend{.method = "a trend", .points_min = 3};

Status checked(const std::vector<double>& values) {
  return check_series({.name = "latency", .values = values}, a_trend);
}

TEST(Series, that_is_too_short_is_refused_with_what_it_needs) {
  const auto refused = checked({1, 2});
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument);
  EXPECT_EQ(field_of(refused), "latency");
  EXPECT_EQ(complaint_of(refused),
            "the series \"latency\" has 2 points, and a trend needs 3: give a longer series");
  EXPECT_TRUE(checked({1, 2, 3}).ok());
}

TEST(Series, that_is_too_long_is_refused) {
  EXPECT_TRUE(checked(std::vector<double>(limits::series_points_max, 1)).ok());
  EXPECT_EQ(complaint_of(checked(std::vector<double>(limits::series_points_max + 1, 1))),
            "the series \"latency\" has 10001 points, and a trend takes 10000 at most: give a "
            "shorter time, or means of several points");
}

TEST(Series, with_what_is_no_number_is_refused_with_its_place) {
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    EXPECT_EQ(complaint_of(checked({1, 2, bad, 4})),
              "the series \"latency\" has no finite number at index 2: leave that point out, or "
              "mend it");
  }
}

TEST(Series, with_a_number_too_large_to_reckon_with_is_refused) {
  EXPECT_TRUE(checked({1, 2, -1e100}).ok());
  EXPECT_EQ(complaint_of(checked({1, 2, -2e100})),
            "the series \"latency\" has -2e+100 at index 2, and numbers go to 1e+100: give it in a "
            "larger unit");
}

TEST(Series, are_two_to_twenty_where_pairs_are_compared) {
  const std::vector<double> values{1, 2, 3};
  const std::vector<Series> all(limits::series_at_once_max + 1, Series{"x", values});
  const auto of = [&](std::size_t count) {
    return check_number_of_series(std::span(all).first(count), "a correlation");
  };
  EXPECT_EQ(complaint_of(of(1)),
            "a correlation is between two series, and there are 1: give two or more");
  EXPECT_TRUE(of(2).ok());
  EXPECT_TRUE(of(limits::series_at_once_max).ok());
  EXPECT_EQ(complaint_of(of(limits::series_at_once_max + 1)),
            "21 series were given, and a correlation takes 20 at most: leave some out");
}

TEST(Series, is_constant_when_it_differs_by_rounding_alone) {
  EXPECT_TRUE(is_constant(std::vector<double>{}));
  EXPECT_TRUE(is_constant(std::vector<double>{0, 0, 0}));
  EXPECT_TRUE(is_constant(std::vector<double>{0.1 + 0.2, 0.3}));
  EXPECT_FALSE(is_constant(std::vector<double>{0, std::numeric_limits<double>::denorm_min()}));
  EXPECT_FALSE(is_constant(std::vector<double>{1e9, 1e9 + 1e-3}));
}

TEST(Series, are_judged_at_levels_that_are_probabilities) {
  for (const double level : {0.0, 0.05, 1.0}) EXPECT_TRUE(check_probability("level", level).ok());
  for (const double level : {-0.01, 1.01, std::nan("")}) {
    EXPECT_EQ(fault_of(check_probability("level", level)), Fault::invalid_argument);
  }
  EXPECT_TRUE(check_confidence(0.95).ok());
  for (const double confidence : {0.0, 1.0, std::nan("")}) {
    EXPECT_EQ(fault_of(check_confidence(confidence)), Fault::invalid_argument);
  }
}

}  // namespace
}  // namespace memory_mcp::statistics
