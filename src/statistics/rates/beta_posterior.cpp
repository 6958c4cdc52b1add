#include "statistics/rates/beta_posterior.h"

#include "base/check.h"
#include "statistics/distributions.h"
#include "statistics/series_limits.h"

namespace memory_mcp::statistics {
namespace {

// Below it the distribution is two points, which no quantile describes.
constexpr double prior_weight_min = 1e-3;

bool is_within(const WeightedOutcomes& outcomes, double low) {
  return outcomes.successes >= low && outcomes.successes <= limits::outcome_weight_max &&
         outcomes.failures >= low && outcomes.failures <= limits::outcome_weight_max;
}

}  // namespace

Interval BetaPosterior::interval(double confidence) const {
  CHECK(confidence > 0 && confidence < 1);
  const double outside = (1 - confidence) / 2;
  return {beta_quantile(outside, alpha_, beta_), beta_quantile(1 - outside, alpha_, beta_)};
}

double BetaPosterior::lower_bound(double confidence) const {
  CHECK(confidence > 0 && confidence < 1);
  return beta_quantile(1 - confidence, alpha_, beta_);
}

Result<BetaPosterior> beta_posterior(const WeightedOutcomes& seen, const WeightedOutcomes& prior) {
  if (!is_within(seen, 0)) {
    return invalid_argument("seen",
                            "the weights of successes and failures are numbers from 0 to "
                            "1e6: leave out what has none, or scale both down");
  }
  if (!is_within(prior, prior_weight_min)) {
    return invalid_argument("prior",
                            "the weights of a prior are numbers from 0.001 to 1e6: give "
                            "1 and 1 where nothing is known");
  }
  return BetaPosterior(prior.successes + seen.successes, prior.failures + seen.failures);
}

}  // namespace memory_mcp::statistics
