#include "statistics/change_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

#include "statistics/gaussian_cost.h"
#include "statistics/pelt.h"

namespace memory_mcp::statistics {
namespace {

// What BIC takes for a change: where it is, the new mean, and the new variance.
constexpr double parameters_of_change = 3;
constexpr double parameters_of_half_a_change = 2;
constexpr double parameters_of_slope = 1;
constexpr double odds_of_slope = 3;

// Whether a straight line, which has no change, describes the series clearly better: a slope would
// be cut into steps otherwise.
bool is_rather_a_slope(const GaussianCost& cost, std::span<const std::size_t> changes) {
  const double log_points = std::log(static_cast<double>(cost.points()));
  double divided = parameters_of_change * log_points * static_cast<double>(changes.size());
  std::size_t first = 0;
  for (const std::size_t last : changes) {
    divided += cost.of({first, last});
    first = last;
  }
  divided += cost.of({first, cost.points()});
  const double clearly = 2 * std::log(odds_of_slope);
  return cost.on_a_line() + parameters_of_slope * log_points + clearly <= divided;
}

// By BIC among the three, with the change where it is; that both changed takes the odds as well.
ChangeType type_of(const GaussianCost& cost, const Stretch& before, const Stretch& after,
                   double odds) {
  const double log_points = std::log(before.points() + after.points());
  const double mean =
      cost.with_one_variance(before, after) + parameters_of_half_a_change * log_points;
  const double variance =
      cost.with_one_mean(before, after) + parameters_of_half_a_change * log_points;
  const double both =
      cost.of(before) + cost.of(after) + parameters_of_change * log_points + 2 * std::log(odds);
  if (both < std::min(mean, variance)) return ChangeType::both;
  return mean <= variance ? ChangeType::mean : ChangeType::variance;
}

// A change of the mean is found more exactly when no stretch has to explain its own variance.
std::size_t place_of_step(const GaussianCost& cost, const Stretch& around, std::size_t at) {
  double best = std::numeric_limits<double>::infinity();
  std::size_t place = at;
  for (std::size_t split = around.first + stretch_points_min;
       split + stretch_points_min <= around.last; ++split) {
    const double total = cost.with_one_variance({around.first, split}, {split, around.last});
    if (total < best) std::tie(best, place) = std::pair(total, split);
  }
  return place;
}

double confidence_of(const GaussianCost& cost, const Stretch& before, const Stretch& after) {
  const double gain = cost.of({before.first, after.last}) - cost.of(before) - cost.of(after);
  const double taken = parameters_of_change * std::log(static_cast<double>(cost.points()));
  return 1 / (1 + std::exp((taken - gain) / 2));
}

}  // namespace

Result<std::vector<ChangePoint>> change_points(const Series& series, double significance_level) {
  TRY(check_probability("significance_level", significance_level));
  TRY(check_series(series, {.method = "a change point", .points_min = change_points_min}));
  // Nothing is certain.
  if (significance_level == 0 || is_constant(series.values)) return std::vector<ChangePoint>{};
  const GaussianCost cost(series.values);
  const auto points = static_cast<double>(cost.points());
  // With the odds asked for on top of BIC, every change of the best division has them.
  const double odds = std::max(1.0, (1 - significance_level) / significance_level);
  const double penalty = parameters_of_change * std::log(points) + 2 * std::log(odds);
  const auto changes = best_division(cost, {.penalty = penalty, .points_min = stretch_points_min});
  std::vector<ChangePoint> found;
  if (is_rather_a_slope(cost, changes)) return found;
  for (std::size_t number = 0; number < changes.size(); ++number) {
    const Stretch before{number == 0 ? 0 : changes[number - 1], changes[number]};
    const Stretch after{changes[number],
                        number + 1 == changes.size() ? cost.points() : changes[number + 1]};
    ChangePoint change{.index = changes[number],
                       .type = type_of(cost, before, after, odds),
                       .confidence = confidence_of(cost, before, after)};
    if (change.type == ChangeType::mean) {
      const std::size_t previous = found.empty() ? 0 : found.back().index;
      change.index = place_of_step(cost, {previous, after.last}, change.index);
    }
    found.push_back(change);
  }
  return found;
}

}  // namespace memory_mcp::statistics
