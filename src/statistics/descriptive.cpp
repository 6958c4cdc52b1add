#include "statistics/descriptive.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "statistics/series.h"

namespace memory_mcp::statistics {
namespace {

std::vector<double> distances(std::span<const double> values, double centre) {
  std::vector<double> all;
  all.reserve(values.size());
  for (const double value : values) all.push_back(std::abs(value - centre));
  return all;
}

}  // namespace

double mean(std::span<const double> values) {
  CHECK(!values.empty());
  const auto count = static_cast<double>(values.size());
  const double first = std::accumulate(values.begin(), values.end(), 0.0) / count;
  // What rounding left over, so that large numbers close to each other keep their last digits.
  double rest = 0;
  for (const double value : values) rest += value - first;
  return first + rest / count;
}

double variance(std::span<const double> values) {
  CHECK(values.size() > 1);
  const double centre = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return squares / static_cast<double>(values.size() - 1);
}

double median(std::vector<double> values) {
  CHECK(!values.empty());
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

double median_absolute_deviation(std::span<const double> values, double centre) {
  return median(distances(values, centre));
}

double mean_absolute_deviation(std::span<const double> values, double centre) {
  return mean(distances(values, centre));
}

Standardized standardized(std::span<const double> values) {
  CHECK(!is_constant(values));
  Standardized all{.values = {values.begin(), values.end()}, .centre = mean(values)};
  for (double& value : all.values) value -= all.centre;
  const auto [lowest, highest] = std::ranges::minmax(all.values);
  all.scale = std::max(-lowest, highest);
  for (double& value : all.values) value /= all.scale;
  return all;
}

}  // namespace memory_mcp::statistics
