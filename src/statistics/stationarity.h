// Does a series keep its level? The KPSS test (Kwiatkowski, Phillips, Schmidt and Shin, 1992), and
// differences for series that do not.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memory_mcp::statistics {

// For a constant level, of at least two values that are not constant; large when it wanders. The
// long-run variance is weighed over 4 (n/100)^¼ lags. O(n).
double kpss_statistic(std::span<const double> values);

// The 5 % point of the distribution when the level is constant (their table 1).
inline constexpr double kpss_critical = 0.463;

// Each value less the one before it.
std::vector<double> differences(std::span<const double> values);

// How often differences must be taken until the level keeps still, 0..differences_max.
inline constexpr std::size_t differences_max = 2;
std::size_t differences_until_stationary(std::span<const double> values);

}  // namespace memory_mcp::statistics
