// How many pairs of a list are in descending order: what rank correlation and the median of slopes
// both come down to.
#pragma once

#include <cstdint>
#include <vector>

namespace memory_mcp::statistics {

// Pairs of a later value that is not larger than an earlier one. O(n log n).
std::uint64_t pairs_not_rising(std::vector<long double> values);

}  // namespace memory_mcp::statistics
