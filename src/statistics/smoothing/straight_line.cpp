#include "statistics/smoothing/straight_line.h"

#include "base/check.h"
#include "statistics/descriptive.h"

namespace memory_mcp::statistics {

StraightLine straight_line(std::span<const double> values) {
  CHECK(values.size() > 1);
  const auto points = static_cast<double>(values.size());
  const double middle = (points - 1) / 2;
  const double centre = mean(values);
  double together = 0;
  double of_time = 0;
  for (std::size_t index = 0; index < values.size(); ++index) {
    const double from_middle = static_cast<double>(index) - middle;
    together += from_middle * (values[index] - centre);
    of_time += from_middle * from_middle;
  }
  const double slope = together / of_time;
  return {.intercept = centre - slope * middle, .slope = slope};
}

std::vector<double> without_line(std::span<const double> values, const StraightLine& line) {
  std::vector<double> left(values.begin(), values.end());
  for (std::size_t index = 0; index < left.size(); ++index) left[index] -= line.at(index);
  return left;
}

}  // namespace memory_mcp::statistics
