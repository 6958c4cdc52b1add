// Where a series changes its mean, its variance, or both: the best division into stretches of
// normal noise, by PELT (Killick, Fearnhead and Eckley, 2012). What a straight line describes
// better than that has none.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "statistics/series.h"

namespace memory_mcp::statistics {

enum class ChangeType { mean, variance, both };

constexpr auto names_of(ChangeType) {
  using namespace std::literals;
  return std::array{std::pair{ChangeType::mean, "mean"sv},
                    std::pair{ChangeType::variance, "variance"sv},
                    std::pair{ChangeType::both, "both"sv}};
}

struct ChangePoint {
  std::size_t index = 0;  // Of the first point after the change.
  ChangeType type = ChangeType::mean;
  // How probable it is that there is a change, against none between its two neighbours: the
  // posterior odds from the difference of their costs, less what BIC takes for the parameters.
  double confidence = 0;

  bool operator==(const ChangePoint&) const = default;
};

// Shorter stretches are not told from chance.
inline constexpr std::size_t stretch_points_min = 5;
inline constexpr std::size_t change_points_min = 2 * stretch_points_min;

// In order of time, each with a confidence of at least 1 - significance_level, and more probable
// than not. A constant series and a straight slope have none. O(n²), and O(n) where changes are
// frequent.
Result<std::vector<ChangePoint>> change_points(const Series& series,
                                               double significance_level = 0.05);

}  // namespace memory_mcp::statistics
