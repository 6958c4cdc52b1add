#include "statistics/forecast.h"

#include <algorithm>
#include <cmath>

#include "statistics/descriptive.h"
#include "statistics/distributions.h"
#include "statistics/series_limits.h"

namespace memory_mcp::statistics {
namespace {

// What one error of today adds to the value so many steps later.
double echo_of_error(const Smoothing& model, std::size_t steps, double damped_steps) {
  const bool same_place = model.shape.season != no_season && steps % model.shape.season == 0;
  return model.weights.level + model.weights.slope * damped_steps +
         (same_place ? model.weights.season : 0);
}

double fit_quality_of(const Smoothing& model, std::span<const double> values) {
  if (model.squares == 0) return 1;
  const auto points = static_cast<double>(values.size());
  return std::clamp(1 - model.squares / ((points - 1) * variance(values)), 0.0, 1.0);
}

}  // namespace

Result<Forecast> forecast(const Smoothing& model, std::span<const double> values,
                          const ForecastOptions& options) {
  TRY(check_confidence(options.confidence));
  if (options.horizon < 1 || options.horizon > limits::forecast_horizon_max) {
    return invalid_argument("horizon", "horizon is " + std::to_string(options.horizon) +
                                           ": give a number from 1 to " +
                                           std::to_string(limits::forecast_horizon_max));
  }
  const SmoothingState& last = model.after;
  const double z = normal_quantile((1 + options.confidence) / 2);
  Forecast found{.fit_quality = fit_quality_of(model, values), .method = model.method};
  double errors = 1;        // The variance of the error so far ahead, in residual variances.
  double damped_steps = 0;  // How many whole steps of the slope that is.
  double damping = 1;
  for (std::size_t ahead = 1; ahead <= options.horizon; ++ahead) {
    damping *= model.weights.damping;
    damped_steps += damping;
    const double season = last.season.empty() ? 0 : last.season[(ahead - 1) % last.season.size()];
    const double point = last.level + damped_steps * last.slope + season;
    const double reach = z * std::sqrt(errors * model.residual_variance);
    found.point_forecasts.push_back(point);
    found.lower_bounds.push_back(point - reach);
    found.upper_bounds.push_back(point + reach);
    const double echo = echo_of_error(model, ahead, damped_steps);
    errors += echo * echo;
  }
  return found;
}

}  // namespace memory_mcp::statistics
