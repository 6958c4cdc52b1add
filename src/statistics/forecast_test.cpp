#include "statistics/forecast.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "statistics/series_limits.h"
#include "tests/doubles/known_series.h"
#include "tests/doubles/must.h"
#include "tests/doubles/random_series.h"

namespace memory_mcp::statistics {
namespace {

Forecast forecast_of(const std::vector<double>& values, const ForecastOptions& options = {}) {
  return must(forecast(must(exponential_smoothing({"latency", values})), values, options));
}

// --- Published ----------------------------------------------------------------------------------

// Forecasting: Principles and Practice, 2nd edition, 7.1: ses(oildata, h = 5) forecasts 542.6806
// for each year, with these bounds at 80 % and 95 %.
TEST(Forecast, of_oil_is_the_published_one) {
  const std::vector<double> low_80{504.4541, 492.9073, 483.5747, 475.5269, 468.3452};
  const std::vector<double> high_95{601.1429, 618.8023, 633.0752, 645.3834, 656.3667};
  const auto at_80 = forecast_of(oil, {.horizon = 5, .confidence = 0.8});
  const auto at_95 = forecast_of(oil, {.horizon = 5, .confidence = 0.95});
  for (std::size_t ahead = 0; ahead < 5; ++ahead) {
    EXPECT_NEAR(at_80.point_forecasts[ahead], 542.6806, 0.01);
    EXPECT_NEAR(at_80.lower_bounds[ahead], low_80[ahead], 0.1);
    EXPECT_NEAR(at_95.upper_bounds[ahead], high_95[ahead], 0.1);
  }
}

// The same, 7.2: holt(air, h = 5) forecasts 74.60, 76.70, 78.80, 80.91 and 83.01.
TEST(Forecast, of_australian_air_passengers_is_the_published_one) {
  const auto found = forecast_of(air_australia, {.horizon = 5});
  const std::vector<double> published{74.60, 76.70, 78.80, 80.91, 83.01};
  for (std::size_t ahead = 0; ahead < 5; ++ahead) {
    EXPECT_NEAR(found.point_forecasts[ahead], published[ahead], 0.05);
  }
}

// --- What needs no model ------------------------------------------------------------------------

TEST(Forecast, of_a_constant_is_the_constant) {
  const auto found = forecast_of({0.1 + 0.2, 0.3, 0.3, 0.3}, {.horizon = 3});
  EXPECT_EQ(found.point_forecasts, (std::vector<double>{0.3, 0.3, 0.3}));
  EXPECT_EQ(found.lower_bounds, found.upper_bounds);
  EXPECT_EQ(found.fit_quality, 1);
  EXPECT_EQ(found.method, "constant");
}

TEST(Forecast, of_a_straight_line_is_its_continuation) {
  for (const std::size_t points : {3U, 8U, 1'000U}) {
    std::vector<double> values;
    for (std::size_t index = 0; index < points; ++index) {
      values.push_back(100 - 0.7 * static_cast<double>(index));
    }
    const auto found = forecast_of(values, {.horizon = 20});
    for (std::size_t ahead = 0; ahead < 20; ++ahead) {
      const double expected = 100 - 0.7 * static_cast<double>(points + ahead);
      EXPECT_NEAR(found.point_forecasts[ahead], expected, 1e-9);
      EXPECT_NEAR(found.upper_bounds[ahead], expected, 1e-9);
    }
    EXPECT_EQ(found.fit_quality, 1);
  }
}

TEST(Forecast, of_a_season_without_noise_goes_on_with_it) {
  const std::vector<double> week{5, 6, 7, 6, 5, 1, 0};
  std::vector<double> values;
  for (std::size_t index = 0; index < 40; ++index) {
    values.push_back(week[index % 7] + 0.1 * static_cast<double>(index));
  }
  const auto found = forecast_of(values, {.horizon = 14});
  for (std::size_t ahead = 0; ahead < 14; ++ahead) {
    const double expected = week[(40 + ahead) % 7] + 0.1 * static_cast<double>(40 + ahead);
    EXPECT_NEAR(found.point_forecasts[ahead], expected, 1e-3) << found.method;
  }
  EXPECT_GT(found.fit_quality, 0.999);
}

TEST(Forecast, refuses_options_that_cannot_be) {
  const auto refused = [](const ForecastOptions& options) {
    return field_of(forecast(must(exponential_smoothing({"oil", oil})), oil, options));
  };
  EXPECT_EQ(refused({.horizon = 0}), "horizon");
  EXPECT_EQ(refused({.horizon = limits::forecast_horizon_max + 1}), "horizon");
  EXPECT_EQ(refused({.confidence = 1}), "confidence");
}

// --- Calibration --------------------------------------------------------------------------------

// How often the point so far behind the end of a series lies within its bounds.
template <typename Make>
double held_within(std::size_t points, std::size_t ahead, const Make& make) {
  return share_of(1'000, [&](std::uint64_t seed) {
    const std::vector<double> values = make(points + ahead, seed);
    const auto found =
        forecast_of({values.begin(), values.end() - static_cast<std::ptrdiff_t>(ahead)},
                    {.horizon = ahead, .confidence = 0.9});
    return found.lower_bounds.back() <= values.back() && values.back() <= found.upper_bounds.back();
  });
}

TEST(Forecast, bounds_hold_nine_of_ten_later_values) {
  const double noise = held_within(100, 5, white_noise);
  const double walk = held_within(100, 5, [](std::size_t points, std::uint64_t seed) {
    return autoregressive(points, 1, seed);
  });
  RecordProperty("noise", std::to_string(noise));
  RecordProperty("walk", std::to_string(walk));
  EXPECT_NEAR(noise, 0.9, 0.04);
  EXPECT_NEAR(walk, 0.9, 0.07);
}

TEST(Forecast, quality_tells_a_season_from_noise) {
  const auto noise = white_noise(120, 4);
  auto season = noise;
  for (std::size_t index = 0; index < season.size(); ++index) {
    season[index] += 4 * std::sin(2 * std::numbers::pi * static_cast<double>(index) / 12);
  }
  EXPECT_LT(forecast_of(noise).fit_quality, 0.1);
  EXPECT_GT(forecast_of(season).fit_quality, 0.8);
}

// --- Properties ---------------------------------------------------------------------------------

RC_GTEST_PROP(Forecast, is_the_same_in_any_unit, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const double unit = std::pow(10.0, *rc::gen::inRange(-60, 60));
  auto values = autoregressive(30, 0.7, seed);
  const auto plain = forecast_of(values);
  for (double& value : values) value = unit * (value + 2);
  const auto scaled = forecast_of(values);
  RC_ASSERT(plain.method == scaled.method);
  for (std::size_t ahead = 0; ahead < 10; ++ahead) {
    RC_ASSERT(std::abs(scaled.point_forecasts[ahead] / unit - 2 - plain.point_forecasts[ahead]) <
              0.01);
    RC_ASSERT(std::abs(scaled.upper_bounds[ahead] / unit - 2 - plain.upper_bounds[ahead]) < 0.01);
  }
}

RC_GTEST_PROP(Forecast, yields_finite_numbers_in_order_for_any_numbers, ()) {
  const auto values = *rc::gen::container<std::vector<double>>(
      9, rc::gen::map(rc::gen::inRange(-5, 6), [](int n) { return n * std::pow(10.0, 19 * n); }));
  const auto found = forecast_of(values, {.horizon = 100});
  for (std::size_t ahead = 0; ahead < 100; ++ahead) {
    RC_ASSERT(std::isfinite(found.lower_bounds[ahead]) && std::isfinite(found.upper_bounds[ahead]));
    RC_ASSERT(found.lower_bounds[ahead] <= found.point_forecasts[ahead]);
    RC_ASSERT(found.point_forecasts[ahead] <= found.upper_bounds[ahead]);
  }
  RC_ASSERT(found.fit_quality >= 0 && found.fit_quality <= 1);
}

}  // namespace
}  // namespace memory_mcp::statistics
