// How a series goes on, and how far it may miss: exponential smoothing, chosen and fitted to it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "statistics/smoothing/exponential_smoothing.h"

namespace memory_mcp::statistics {

struct Forecast {
  std::vector<double> point_forecasts;  // Of the next point first.
  std::vector<double> lower_bounds;
  std::vector<double> upper_bounds;
  // The part of the series' variance that its own past foretold, one step ahead: 0..1. A constant
  // series leaves nothing unexplained: 1.
  double fit_quality = 0;
  std::string method;  // Such as "ETS(A,A,N)" (smoothing/exponential_smoothing.h).
};

struct ForecastOptions {
  std::size_t horizon = 10;  // 1 to limits::forecast_horizon_max points.
  double confidence = 0.95;  // That a later value lies within its bounds, if the model holds.
};

// `model` is that of `values`.
Result<Forecast> forecast(const Smoothing& model, std::span<const double> values,
                          const ForecastOptions& options = {});

}  // namespace memory_mcp::statistics
