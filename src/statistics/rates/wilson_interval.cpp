#include "statistics/rates/wilson_interval.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "statistics/distributions.h"
#include "statistics/series.h"

namespace memory_mcp::statistics {

Result<Interval> wilson_interval(std::int64_t successes, std::int64_t trials, double confidence) {
  TRY(check_confidence(confidence));
  if (trials < 1) {
    return invalid_argument(
        "trials", "a rate needs at least one trial, and there are " + std::to_string(trials));
  }
  if (successes < 0 || successes > trials) {
    return invalid_argument("successes", std::to_string(successes) + " successes in " +
                                             std::to_string(trials) +
                                             " trials: give as many as there were, from 0 up");
  }
  const auto n = static_cast<double>(trials);
  const double rate = static_cast<double>(successes) / n;
  const double z = normal_quantile((1 + confidence) / 2);
  const double share = z * z / n;
  const double centre = (rate + share / 2) / (1 + share);
  const double reach = std::sqrt(share * (rate * (1 - rate) + share / 4)) / (1 + share);
  // At the ends the two are equal but for rounding.
  return Interval{.low = successes == 0 ? 0 : std::max(0.0, centre - reach),
                  .high = successes == trials ? 1 : std::min(1.0, centre + reach)};
}

}  // namespace memory_mcp::statistics
