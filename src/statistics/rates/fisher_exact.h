// Fisher's exact test: are two properties of the same things independent? Exact for any count,
// however small, given the margins of their table.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace memory_mcp::statistics {

// How many have both properties, only one, or none; each 0..limits::table_count_max.
struct TwoByTwo {
  std::int64_t both = 0;
  std::int64_t only_first = 0;
  std::int64_t only_second = 0;
  std::int64_t neither = 0;
};

struct FisherExact {
  double two_sided = 1;  // That a table is no likelier than this one.
  double greater = 1;    // That so many or more have both.
  double less = 1;       // That so few or fewer have both.
};

// O(smallest margin).
Result<FisherExact> fisher_exact(const TwoByTwo& table);

}  // namespace memory_mcp::statistics
