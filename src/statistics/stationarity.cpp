#include "statistics/stationarity.h"

#include <cmath>
#include <numeric>

#include "base/check.h"
#include "statistics/descriptive.h"
#include "statistics/series.h"

namespace memory_mcp::statistics {

double kpss_statistic(std::span<const double> values) {
  CHECK(values.size() > 1);
  const auto centred = standardized(values).values;
  const auto points = static_cast<double>(values.size());
  double sum = 0;
  double squares_of_sums = 0;
  for (const double value : centred) {
    sum += value;
    squares_of_sums += sum * sum;
  }
  const auto product = [&](std::size_t lag) {
    return std::inner_product(centred.begin() + static_cast<std::ptrdiff_t>(lag), centred.end(),
                              centred.begin(), 0.0);
  };
  const auto lags = static_cast<std::size_t>(4 * std::pow(points / 100, 0.25));
  double long_run = product(0);
  for (std::size_t lag = 1; lag <= lags && lag < values.size(); ++lag) {
    const double weight = 1 - static_cast<double>(lag) / static_cast<double>(lags + 1);
    long_run += 2 * weight * product(lag);
  }
  return squares_of_sums / (points * long_run);
}

std::vector<double> differences(std::span<const double> values) {
  CHECK(!values.empty());
  std::vector<double> found(values.size());
  std::adjacent_difference(values.begin(), values.end(), found.begin());
  found.erase(found.begin());
  return found;
}

std::size_t differences_until_stationary(std::span<const double> values) {
  std::vector<double> left(values.begin(), values.end());
  for (std::size_t taken = 0; taken < differences_max; ++taken) {
    if (left.size() < 2 || is_constant(left) || kpss_statistic(left) <= kpss_critical) return taken;
    left = differences(left);
  }
  return differences_max;
}

}  // namespace memory_mcp::statistics
