// What a list of finite numbers is like: its middle and its spread.
#pragma once

#include <span>
#include <vector>

namespace memory_mcp::statistics {

// Of at least one value.
double mean(std::span<const double> values);

// Of a sample: divided by one less than the number of values, of which there are at least two.
double variance(std::span<const double> values);

// Of at least one value; the mean of the two in the middle when their number is even. O(n).
double median(std::vector<double> values);

// The median distance from `centre`, as it is: 0.6745 standard deviations of a normal sample.
double median_absolute_deviation(std::span<const double> values, double centre);

// The mean distance from `centre`: 0.7979 standard deviations of a normal sample.
double mean_absolute_deviation(std::span<const double> values, double centre);

// The same series with mean 0 and largest distance 1, so that no unit is too large or too small to
// reckon in: value = centre + scale · standardized.
struct Standardized {
  std::vector<double> values;
  double centre = 0;
  double scale = 1;
};

// Of values that are not constant (series.h).
Standardized standardized(std::span<const double> values);

}  // namespace memory_mcp::statistics
