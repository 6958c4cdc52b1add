// Where a number lies, as far as is known.
#pragma once

namespace memory_mcp::statistics {

struct Interval {
  double low = 0;
  double high = 0;

  bool operator==(const Interval&) const = default;
};

}  // namespace memory_mcp::statistics
