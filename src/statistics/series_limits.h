// The bounds of what a method takes at once, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace memory_mcp::limits {

// The slowest method, change points of a series without any, is quadratic: this is half a second.
inline constexpr std::size_t series_points_max = 10'000;
// Pairs grow with the square: 190 of them, both ways 380.
inline constexpr std::size_t series_at_once_max = 20;
inline constexpr std::size_t series_name_bytes_max = 100;
// Of all of them together: what is analysed in about a second.
inline constexpr std::size_t series_points_together_max = 20'000;
// Sums of squares and their products stay far from infinity.
inline constexpr double series_magnitude_max = 1e100;
// A year of days. Every point of a season is a parameter of the model.
inline constexpr std::size_t season_points_max = 366;
inline constexpr std::size_t forecast_horizon_max = 100;
// Of a 2×2 table. Fisher's sum is as long as its smallest margin.
inline constexpr std::int64_t table_count_max = 1'000'000;
// So far Boost's quantiles of the Beta distribution keep their digits. A million successes and as
// many failures leave a doubt of a thousandth.
inline constexpr double outcome_weight_max = 1e6;

}  // namespace memory_mcp::limits
