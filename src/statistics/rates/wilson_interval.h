// Between what bounds a rate of success lies of which a few trials are known (Wilson, 1927). Unlike
// rate ± error it stays within 0..1 and says something after a single trial.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "statistics/interval.h"

namespace memory_mcp::statistics {

// 0 ≤ successes ≤ trials, and at least one trial.
Result<Interval> wilson_interval(std::int64_t successes, std::int64_t trials,
                                 double confidence = 0.95);

}  // namespace memory_mcp::statistics
