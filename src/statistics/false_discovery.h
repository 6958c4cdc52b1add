// How many of the findings among many tests are chance: p-values adjusted after Benjamini and
// Hochberg (1995). Keeping those up to q means that at most q of what is kept is expected to be
// false.
#pragma once

#include <span>
#include <vector>

namespace memory_mcp::statistics {

// In the same order, each 0..1 and no smaller than before. O(n log n).
std::vector<double> benjamini_hochberg(std::span<const double> p_values);

}  // namespace memory_mcp::statistics
