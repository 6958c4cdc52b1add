// Probabilities of what comes next: one for each tool, by its number, and behind them one for the
// end of the task.
#pragma once

#include <numeric>
#include <vector>

namespace memory_mcp {

using Distribution = std::vector<double>;

// Makes the sum 1; not of nothing.
inline void normalise(Distribution& distribution) {
  const double sum = std::accumulate(distribution.begin(), distribution.end(), 0.0);
  if (sum <= 0) return;
  for (double& probability : distribution) probability /= sum;
}

}  // namespace memory_mcp
