#include "statistics/anomalies.h"

#include <algorithm>
#include <cmath>

#include "statistics/descriptive.h"

namespace memory_mcp::statistics {
namespace {

// What makes the two deviations a standard deviation when residuals are normal.
constexpr double per_median_deviation = 1.482602218505602;
constexpr double per_mean_deviation = 1.2533141373155003;

// Residuals that are this small beside the series come from rounding.
constexpr double rounding = 1e-9;

// The mean deviation steps in where more than half of the residuals are equal.
double robust_deviation(const std::vector<double>& residuals, double centre) {
  const double by_median = per_median_deviation * median_absolute_deviation(residuals, centre);
  return by_median > 0 ? by_median
                       : per_mean_deviation * mean_absolute_deviation(residuals, centre);
}

}  // namespace

Result<Anomalies> anomalies(const Smoothing& model, std::span<const double> values,
                            double sensitivity) {
  TRY(check_probability("sensitivity", sensitivity));
  Anomalies found{.threshold = 6 - 4 * sensitivity, .method = model.method};
  if (model.squares == 0) return found;
  const double centre = median(model.residuals);
  const double deviation =
      std::max(robust_deviation(model.residuals, centre), rounding * standardized(values).scale);
  for (std::size_t index = 0; index < model.residuals.size(); ++index) {
    const double score = std::abs(model.residuals[index] - centre) / deviation;
    if (score > found.threshold) found.points.push_back({.index = index, .score = score});
  }
  return found;
}

}  // namespace memory_mcp::statistics
