#include "statistics/gaussian_cost.h"

#include <algorithm>
#include <cmath>

#include "statistics/descriptive.h"

namespace memory_mcp::statistics {
namespace {

// The variance of rounding to a grid is a twelfth of its step squared. The median distance between
// neighbours among the different values is that step where there is one, and nearly nothing where
// values are continuous.
double variance_of_rounding(std::vector<double> values) {
  std::ranges::sort(values);
  std::vector<double> steps;
  for (std::size_t index = 1; index < values.size(); ++index) {
    if (values[index] > values[index - 1]) steps.push_back(values[index] - values[index - 1]);
  }
  const double step = median(std::move(steps));
  // Below a ten-thousandth of the range, sums of squares have no digits left.
  constexpr double least = 1e-8;
  return std::max(step * step / 12, least);
}

// Of standardized values: what the best line does not explain.
double variance_around_line(std::span<const double> values) {
  const auto points = static_cast<double>(values.size());
  const double middle = (points - 1) / 2;
  double covariance = 0;
  double variance = 0;
  for (std::size_t index = 0; index < values.size(); ++index) {
    covariance += (static_cast<double>(index) - middle) * values[index] / points;
    variance += values[index] * values[index] / points;
  }
  const double variance_of_index = (points * points - 1) / 12;
  return variance - covariance * covariance / variance_of_index;
}

}  // namespace

GaussianCost::GaussianCost(std::span<const double> values) {
  const Standardized all = standardized(values);
  for (const double value : all.values) {
    sums_.push_back(sums_.back() + value);
    squares_.push_back(squares_.back() + value * value);
  }
  variance_min_ = variance_of_rounding(all.values);
  variance_around_line_ = variance_around_line(all.values);
}

double GaussianCost::mean_of(const Stretch& stretch) const {
  return (sums_[stretch.last] - sums_[stretch.first]) / stretch.points();
}

double GaussianCost::variance_of(const Stretch& stretch) const {
  const double each = 1 / stretch.points();
  const double mean = (sums_[stretch.last] - sums_[stretch.first]) * each;
  return (squares_[stretch.last] - squares_[stretch.first]) * each - mean * mean;
}

// The best variance that is not below the least: the likelihood counts what it differs by.
double GaussianCost::cost(double points, double variance) const {
  if (variance >= variance_min_) return points * (std::log(variance) + 1);
  return points * (std::log(variance_min_) + std::max(variance, 0.0) / variance_min_);
}

double GaussianCost::of(const Stretch& stretch) const {
  return cost(stretch.points(), variance_of(stretch));
}

double GaussianCost::with_one_variance(const Stretch& before, const Stretch& after) const {
  const double points = before.points() + after.points();
  return cost(
      points,
      (before.points() * variance_of(before) + after.points() * variance_of(after)) / points);
}

// The common mean weighs each stretch by its precision, which depends on the mean in turn.
double GaussianCost::with_one_mean(const Stretch& before, const Stretch& after) const {
  constexpr int rounds_max = 50;
  constexpr double settled = 1e-10;
  const auto variance_around = [&](const Stretch& stretch, double centre) {
    const double off = mean_of(stretch) - centre;
    return std::max(variance_of(stretch) + off * off, variance_min_);
  };
  double centre = mean_of({before.first, after.last});
  for (int round = 0; round < rounds_max; ++round) {
    const double weight_before = before.points() / variance_around(before, centre);
    const double weight_after = after.points() / variance_around(after, centre);
    const double next = (weight_before * mean_of(before) + weight_after * mean_of(after)) /
                        (weight_before + weight_after);
    const bool is_settled = std::abs(next - centre) < settled;
    centre = next;
    if (is_settled) break;
  }
  return cost(before.points(), variance_around(before, centre)) +
         cost(after.points(), variance_around(after, centre));
}

}  // namespace memory_mcp::statistics
