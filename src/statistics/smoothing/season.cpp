#include "statistics/smoothing/season.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "statistics/descriptive.h"
#include "statistics/series.h"
#include "statistics/series_limits.h"
#include "statistics/smoothing/straight_line.h"

namespace memory_mcp::statistics {
namespace {

// Every multiple of a season is a peak as well, and chance may lift one of them above the first.
constexpr double as_good_as_highest = 0.85;

std::size_t first_high_peak(std::span<const double> values) {
  if (is_constant(values)) return no_season;
  const std::size_t lags = std::min(values.size() / 2, limits::season_points_max);
  const auto correlations = autocorrelations(values, lags + 1);
  const double by_chance = 2 / std::sqrt(static_cast<double>(values.size()));
  const auto is_peak = [&](std::size_t lag) {
    return correlations[lag] > by_chance && correlations[lag] > correlations[lag - 1] &&
           correlations[lag] >= correlations[lag + 1];
  };
  double highest = 0;
  for (std::size_t lag = 2; lag <= lags; ++lag) {
    if (is_peak(lag)) highest = std::max(highest, correlations[lag]);
  }
  for (std::size_t lag = 2; lag <= lags; ++lag) {
    if (is_peak(lag) && correlations[lag] >= as_good_as_highest * highest) return lag;
  }
  return no_season;
}

}  // namespace

std::vector<double> autocorrelations(std::span<const double> values, std::size_t lags_max) {
  CHECK(lags_max < values.size());
  const auto centred = standardized(values).values;
  const auto product = [&](std::size_t lag) {
    return std::inner_product(centred.begin() + static_cast<std::ptrdiff_t>(lag), centred.end(),
                              centred.begin(), 0.0);
  };
  const double whole = product(0);
  std::vector<double> all;
  for (std::size_t lag = 0; lag <= lags_max; ++lag) all.push_back(product(lag) / whole);
  return all;
}

std::size_t season_length(std::span<const double> values) {
  constexpr std::size_t points_min = 4;  // Two seasons of two.
  if (values.size() < points_min) return no_season;
  const auto found = first_high_peak(without_line(values, straight_line(values)));
  if (found != no_season || values.size() == points_min) return found;
  std::vector<double> differences(values.size());
  std::adjacent_difference(values.begin(), values.end(), differences.begin());
  return first_high_peak(std::span(differences).subspan(1));
}

std::vector<double> season_pattern(std::span<const double> values, std::size_t length) {
  CHECK(length > 1 && values.size() >= 2 * length);
  std::vector<double> sums(values.size() + 1, 0);
  std::partial_sum(values.begin(), values.end(), sums.begin() + 1);
  const std::size_t half = length / 2;
  std::vector<double> pattern(length, 0);
  std::vector<double> seen(length, 0);
  for (std::size_t index = half; index + half < values.size(); ++index) {
    double window = sums[index + half + 1] - sums[index - half];
    // An even season has no middle: one point more, of which both ends count half.
    if (length % 2 == 0) window -= (values[index - half] + values[index + half]) / 2;
    pattern[index % length] += values[index] - window / static_cast<double>(length);
    ++seen[index % length];
  }
  for (std::size_t place = 0; place < length; ++place) pattern[place] /= seen[place];
  const double centre = mean(pattern);
  for (double& value : pattern) value -= centre;
  return pattern;
}

}  // namespace memory_mcp::statistics
