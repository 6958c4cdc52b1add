// The best division of a series into stretches: "pruned exact linear time" (Killick, Fearnhead and
// Eckley, 2012).
#pragma once

#include <cstddef>
#include <vector>

#include "statistics/gaussian_cost.h"

namespace memory_mcp::statistics {

struct DivisionRule {
  double penalty = 0;          // For each change.
  std::size_t points_min = 1;  // Of a stretch; at least 1.
};

// Where its stretches begin, but for the first: the total of costs and penalties is the least of
// all divisions. O(n²) without changes, O(n) where they are frequent.
std::vector<std::size_t> best_division(const GaussianCost& cost, const DivisionRule& rule);

}  // namespace memory_mcp::statistics
