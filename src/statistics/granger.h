// Granger's F test (1969): does the past of one series foretell another better than that one's own
// past does? Of series that keep their level; causality.h sees to it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace memory_mcp::statistics {

struct GrangerTest {
  double f_statistic = 0;
  double p_value = 1;
};

// With the last `lag` values of each. Nothing when it cannot be told: the effect's own past
// foretells it exactly, or both pasts say the same. There are more than 3 · lag + 1 values. O(n ·
// lag²).
std::optional<GrangerTest> granger_test(std::span<const double> cause,
                                        std::span<const double> effect, std::size_t lag);

// How many past values describe both series together best, 1..lags_max: by Akaike's criterion of
// their common autoregression, corrected for its parameters, so that neither direction is favoured,
// and the fewest that are as good as the best. 0 when even one is too many: the two say the same.
// There are more than 2 · lags_max + 4 values beyond the first lags_max.
std::size_t lag_by_aic(std::span<const double> first, std::span<const double> second,
                       std::size_t lags_max);

}  // namespace memory_mcp::statistics
