// How badly one normal distribution describes a stretch of a series: -2 log likelihood at its best
// mean and variance, without the parts that are equal for every division of the series.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memory_mcp::statistics {

// A stretch: the points first <= index < last.
struct Stretch {
  std::size_t first = 0;
  std::size_t last = 0;

  double points() const { return static_cast<double>(last - first); }
};

class GaussianCost {
 public:
  // Of a series that is not constant; it may be gone afterwards.
  explicit GaussianCost(std::span<const double> values);

  std::size_t points() const { return sums_.size() - 1; }

  // Each has its own mean and variance. O(1).
  double of(const Stretch& stretch) const;
  // Two with different means and one variance. O(1).
  double with_one_variance(const Stretch& before, const Stretch& after) const;
  // All points around one straight line.
  double on_a_line() const { return cost(static_cast<double>(points()), variance_around_line_); }
  // Two with one mean and different variances. O(1): a bounded search for that mean.
  double with_one_mean(const Stretch& before, const Stretch& after) const;

 private:
  double mean_of(const Stretch& stretch) const;
  double variance_of(const Stretch& stretch) const;
  double cost(double points, double variance) const;

  // Of the first so many points, standardized.
  std::vector<double> sums_{0};
  std::vector<double> squares_{0};
  // What rounding of the values, such as to whole numbers, adds to any variance. Without it a run
  // of equal values would be infinitely likely.
  double variance_min_;
  double variance_around_line_;
};

}  // namespace memory_mcp::statistics
