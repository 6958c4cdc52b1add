#include "statistics/smoothing/exponential_smoothing.h"

#include <gtest/gtest.h>

#include <cmath>

#include "statistics/smoothing/nelder_mead.h"
#include "statistics/smoothing/season.h"
#include "statistics/smoothing/straight_line.h"
#include "tests/doubles/known_series.h"
#include "tests/doubles/must.h"
#include "tests/doubles/random_series.h"

namespace memory_mcp::statistics {
namespace {

// --- Nelder and Mead ----------------------------------------------------------------------------

TEST(NelderMead, finds_the_floor_of_rosenbrocks_valley) {
  const auto valley = [](std::span<const double> at) {
    const double along = at[1] - at[0] * at[0];
    return 100 * along * along + (1 - at[0]) * (1 - at[0]);
  };
  const auto found = nelder_mead(valley, std::vector{-1.2, 1.0}, {.tolerance = 1e-14});
  EXPECT_NEAR(found[0], 1, 1e-4);
  EXPECT_NEAR(found[1], 1, 1e-4);
}

TEST(NelderMead, stops_after_so_many_evaluations) {
  int evaluations = 0;
  const auto endless = [&](std::span<const double> at) {
    ++evaluations;
    return -at[0];
  };
  nelder_mead(endless, std::vector{0.0}, {.evaluations_max = 50});
  EXPECT_LE(evaluations, 53);
  EXPECT_GE(evaluations, 50);
}

// --- Seasons ------------------------------------------------------------------------------------

// R: acf(lh) prints 1.000 0.576 0.182 -0.145 -0.175 -0.150.
TEST(Season, autocorrelations_of_lh_are_the_published_ones) {
  const std::vector<double> published{1.000, 0.576, 0.182, -0.145, -0.175, -0.150};
  const auto found = autocorrelations(lh, 5);
  ASSERT_EQ(found.size(), published.size());
  for (std::size_t lag = 0; lag < found.size(); ++lag) {
    EXPECT_NEAR(found[lag], published[lag], 0.0006) << lag;
  }
}

TEST(Season, of_airline_passengers_is_a_year) { EXPECT_EQ(season_length(air_passengers), 12U); }

TEST(Season, is_found_under_noise_and_a_trend) {
  for (const std::size_t length : {2U, 7U, 24U}) {
    const double found = share_of(200, [&](std::uint64_t seed) {
      auto values = white_noise(12 * length + 20, seed);
      for (std::size_t index = 0; index < values.size(); ++index) {
        const bool is_first_half = index % length < length / 2;
        values[index] += (is_first_half ? 3 : 0) + 0.05 * static_cast<double>(index);
      }
      return season_length(values) == length;
    });
    RecordProperty("found_" + std::to_string(length), std::to_string(found));
    EXPECT_GE(found, 0.9) << length;
  }
}

TEST(Season, of_a_line_or_of_a_few_points_is_none) {
  EXPECT_EQ(season_length(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}), no_season);
  EXPECT_EQ(season_length(std::vector<double>{1, 2, 1}), no_season);
}

TEST(Season, pattern_is_exact_on_a_line) {
  for (const std::vector<double>& shape :
       {std::vector<double>{3, -1, -2}, std::vector<double>{1, 2, -4, 1}}) {
    std::vector<double> values;
    for (std::size_t index = 0; index < 3 * shape.size() + 1; ++index) {
      values.push_back(10 + 0.5 * static_cast<double>(index) + shape[index % shape.size()]);
    }
    const auto found = season_pattern(values, shape.size());
    for (std::size_t place = 0; place < shape.size(); ++place) {
      EXPECT_NEAR(found[place], shape[place], 1e-12);
    }
  }
}

// NIST StRD, linear regression, Norris has no equal distances; a line by hand instead: 1, 2, 4 has
// the slope 3/2 and the intercept 5/6.
TEST(StraightLine, leaves_the_least_squares) {
  const auto line = straight_line(std::vector<double>{1, 2, 4});
  EXPECT_NEAR(line.slope, 1.5, 1e-15);
  EXPECT_NEAR(line.intercept, 5.0 / 6, 1e-15);
}

// --- Published models ---------------------------------------------------------------------------

// Forecasting: Principles and Practice, 2nd edition, 7.1: ses(oildata) has alpha = 0.8339 and the
// first level 446.5868, a root mean squared error of 28.12 and AICc 179.8573.
TEST(ExponentialSmoothing, of_oil_is_the_published_one) {
  const auto found = must(exponential_smoothing({"oil", oil}));
  EXPECT_EQ(found.method, "ETS(A,N,N)");
  EXPECT_NEAR(found.weights.level, 0.8339, 0.001);
  EXPECT_NEAR(found.before.level, 446.5868, 0.02);
  EXPECT_NEAR(std::sqrt(found.squares / 18), 28.12, 0.01);
  EXPECT_NEAR(found.aicc, 179.8573, 0.002);
}

// The same, 7.2: holt(air) has alpha = 0.8302, beta = 0.0001, l = 15.5715 and b = 2.1017. Our first
// states are the best there are for these weights, so nothing may be worse than with the published
// ones.
TEST(ExponentialSmoothing, of_australian_air_passengers_is_no_worse_than_the_published_one) {
  const auto found = must(exponential_smoothing({"air", air_australia}));
  EXPECT_EQ(found.method, "ETS(A,A,N)");
  double level = 15.5715;
  double slope = 2.1017;
  double squares = 0;
  for (const double value : air_australia) {
    const double error = value - level - slope;
    squares += error * error;
    level += slope + 0.8302 * error;
    slope += 0.0001 * error;
  }
  EXPECT_LE(found.squares, squares);
  EXPECT_NEAR(found.squares, squares, 0.01 * squares);
  EXPECT_NEAR(found.weights.level, 0.8302, 0.02);
}

// Durbin and Koopman, and R's StructTS: the Nile is a local level, which is ETS(A,N,N) with alpha
// near 0.25: variances 1469 of the level and 15099 of the noise make 0.267.
TEST(ExponentialSmoothing, of_the_nile_is_a_local_level) {
  const auto found = must(exponential_smoothing({"nile", nile}));
  EXPECT_EQ(found.method, "ETS(A,N,N)");
  EXPECT_NEAR(found.weights.level, 0.267, 0.03);
}

TEST(ExponentialSmoothing, sees_the_season_of_airline_passengers) {
  const auto found = must(exponential_smoothing({"air", air_passengers}));
  EXPECT_EQ(found.shape.season, 12U);
  EXPECT_EQ(found.after.season.size(), 12U);
}

// --- Recovery -----------------------------------------------------------------------------------

TEST(ExponentialSmoothing, finds_the_weight_that_made_the_series) {
  for (const double weight : {0.1, 0.5, 0.9}) {
    const auto noise = white_noise(3'000, 17);
    std::vector<double> values;
    double level = 50;
    for (const double error : noise) {
      values.push_back(level + error);
      level += weight * error;
    }
    EXPECT_NEAR(exponential_smoothing_of_shape(values, {}).weights.level, weight, 0.04);
  }
}

TEST(ExponentialSmoothing, residuals_are_what_the_states_did_not_foretell) {
  const auto found = exponential_smoothing_of_shape(oil, {.trend = TrendPart::damped});
  double level = found.before.level;
  double slope = found.before.slope;
  for (std::size_t index = 0; index < oil.size(); ++index) {
    const double foretold = level + found.weights.damping * slope;
    EXPECT_NEAR(oil[index] - foretold, found.residuals[index], 1e-9);
    level = foretold + found.weights.level * found.residuals[index];
    slope = found.weights.damping * slope + found.weights.slope * found.residuals[index];
  }
  EXPECT_NEAR(level, found.after.level, 1e-9);
  EXPECT_NEAR(slope, found.after.slope, 1e-9);
}

TEST(ExponentialSmoothing, takes_no_model_for_what_needs_none) {
  const std::vector<double> line{0.1, 0.3, 0.5};
  const std::vector<double> still{4, 4, 4};
  EXPECT_EQ(must(exponential_smoothing({"x", line})).method, "straight line");
  EXPECT_EQ(must(exponential_smoothing({"x", still})).method, "constant");
}

TEST(ExponentialSmoothing, refuses_a_series_too_short_for_models_to_be_compared) {
  const std::vector<double> seven{1, 2, 4, 3, 5, 4, 6};
  EXPECT_EQ(complaint_of(exponential_smoothing({"reward", seven})),
            "the series \"reward\" has 7 points, and a forecast or a search for anomalies needs 8: "
            "give a longer series");
}

}  // namespace
}  // namespace memory_mcp::statistics
