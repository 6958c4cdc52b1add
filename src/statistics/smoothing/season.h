// Does a series repeat itself, after how many points, and how does one repetition look?
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memory_mcp::statistics {

// A series that does not repeat itself has seasons of one point.
inline constexpr std::size_t no_season = 1;

// The first `lags_max` autocorrelations of a series that is not constant, beginning with lag 0 (1).
// O(n · lags_max).
std::vector<double> autocorrelations(std::span<const double> values, std::size_t lags_max);

// The lag of the first of the highest peaks of the autocorrelation, once a straight line is taken
// out, or, where that shows none, of the differences. At least two seasons must have been seen, and
// one has at most limits::season_points_max points.
std::size_t season_length(std::span<const double> values);

// By how much each point of a season differs from the mean of one, with a moving mean taken out.
// At least two seasons of values; `length` is more than 1. O(n).
std::vector<double> season_pattern(std::span<const double> values, std::size_t length);

}  // namespace memory_mcp::statistics
