// Does a series rise or fall? The Mann-Kendall test with the slope of Theil and Sen: neither asks
// for a straight line or for normal noise, only that the noise of one point tells nothing of the
// next.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "statistics/series.h"

namespace memory_mcp::statistics {

enum class Direction { increasing, decreasing, stationary };

constexpr auto names_of(Direction) {
  using namespace std::literals;
  return std::array{std::pair{Direction::increasing, "increasing"sv},
                    std::pair{Direction::decreasing, "decreasing"sv},
                    std::pair{Direction::stationary, "stationary"sv}};
}

struct Trend {
  Direction direction = Direction::stationary;  // stationary unless significant.
  double slope = 0;                             // Per step of the series.
  double strength = 0;                          // |Kendall's tau-b| with time, 0..1.
  double p_value = 1;  // By the normal distribution, with ties and continuity corrected for.
  bool significant = false;
};

inline constexpr std::size_t trend_points_min = 3;

// A constant series is stationary, with p = 1. O(n log n).
Result<Trend> trend(const Series& series, double significance_level = 0.05);

}  // namespace memory_mcp::statistics
