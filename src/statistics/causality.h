// Which series runs ahead of which: Granger's test for every pair, both ways. What runs ahead need
// not be a cause in any other sense; a third series may drive both.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "statistics/series.h"

namespace memory_mcp::statistics {

struct Causality {
  std::size_t cause = 0;  // Which of the series.
  std::size_t effect = 0;
  std::size_t lag = 0;          // How many past values of each were used.
  std::size_t differences = 0;  // How often differences were taken of both, until they kept level.
  double f_statistic = 0;
  double p_value = 1;
  double p_adjusted = 1;  // Among all that were measured (false_discovery.h).
  bool significant = false;
};

struct Causalities {
  std::vector<Causality> pairs;
  // One for each series that is too short, is constant or whose own past foretells it exactly, for
  // each pair of which one is made up of the other, and for all pairs of unequal length.
  std::vector<Error> unmeasured;
};

inline constexpr std::size_t causality_points_min = 30;
inline constexpr std::size_t causality_lags_max = 5;

// Of every pair of equally long series, of which there are two or more. Lags by Akaike's criterion,
// up to a tenth of the points and causality_lags_max. O(k² n).
Result<Causalities> causalities(std::span<const Series> all, double significance_level = 0.05);

}  // namespace memory_mcp::statistics
