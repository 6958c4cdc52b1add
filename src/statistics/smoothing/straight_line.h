// The straight line through a series that leaves the least squares.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memory_mcp::statistics {

// The value at index i is intercept + slope · i.
struct StraightLine {
  double intercept = 0;
  double slope = 0;

  double at(std::size_t index) const { return intercept + slope * static_cast<double>(index); }
};

// Of at least two values. O(n).
StraightLine straight_line(std::span<const double> values);

// What is left of each value.
std::vector<double> without_line(std::span<const double> values, const StraightLine& line);

}  // namespace memory_mcp::statistics
