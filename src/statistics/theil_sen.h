// The median of the slopes between all pairs of points (Theil, 1950; Sen, 1968): a line's slope
// that up to 29 % of wild points do not move far.
#pragma once

#include <span>

namespace memory_mcp::statistics {

// Per step of the series, of at least two finite values. Exact but for the rounding of the last
// digit, in O(n log n) and without a list of the slopes: how many of them are at most s is a count
// of pairs, and s is found by halving.
double theil_sen_slope(std::span<const double> values);

}  // namespace memory_mcp::statistics
