#include "statistics/change_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "statistics/gaussian_cost.h"

namespace memory_mcp::statistics {
namespace {

// What BIC takes for a change: where it is, the new mean, and the new variance.
constexpr double parameters_of_change = 3;
constexpr double parameters_of_half_a_change = 2;

// Every division of the first so many points ends with a last stretch; the best one is remembered.
class Divisions {
 public:
  Divisions(const GaussianCost& cost, double penalty)
      : cost_(cost),
        penalty_(penalty),
        best_(cost.points() + 1, std::numeric_limits<double>::infinity()),
        last_begins_(cost.points() + 1, 0) {
    best_[0] = -penalty;
    for (std::size_t end = stretch_points_min; end <= cost.points(); ++end) extend(end);
  }

  // Where the best division of all has its changes.
  std::vector<std::size_t> changes() const {
    std::vector<std::size_t> found;
    for (std::size_t at = last_begins_.back(); at > 0; at = last_begins_[at]) found.push_back(at);
    std::ranges::reverse(found);
    return found;
  }

 private:
  void extend(std::size_t end) {
    const std::size_t begin = end - stretch_points_min;
    if (begin == 0 || begin >= stretch_points_min) candidates_.push_back({.begins = begin});
    for (Candidate& candidate : candidates_) {
      candidate.total = best_[candidate.begins] + cost_.of({candidate.begins, end});
      if (candidate.total + penalty_ < best_[end]) {
        best_[end] = candidate.total + penalty_;
        last_begins_[end] = candidate.begins;
      }
    }
    // One that is worse than a change here, even without the penalty, stays worse once a stretch
    // fits behind this point; until then it may still be needed.
    std::erase_if(candidates_, [&](Candidate& candidate) {
      if (candidate.worse_at == 0 && candidate.total >= best_[end]) candidate.worse_at = end;
      return candidate.worse_at != 0 && end >= candidate.worse_at + stretch_points_min;
    });
  }

  struct Candidate {
    std::size_t begins = 0;
    double total = 0;
    std::size_t worse_at = 0;
  };

  const GaussianCost& cost_;
  double penalty_;
  std::vector<double> best_;
  std::vector<std::size_t> last_begins_;
  std::vector<Candidate> candidates_;
};

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
  const Divisions divisions(cost, parameters_of_change * std::log(points) + 2 * std::log(odds));
  const auto changes = divisions.changes();
  std::vector<ChangePoint> found;
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
