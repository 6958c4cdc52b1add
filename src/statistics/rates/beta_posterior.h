// What is known of a rate of success after some successes and failures, each with a weight: a Beta
// distribution.
#pragma once

#include "base/result.h"
#include "statistics/interval.h"

namespace memory_mcp::statistics {

// Sums of weights, 0..limits::outcome_weight_max.
struct WeightedOutcomes {
  double successes = 0;
  double failures = 0;
};

class BetaPosterior {
 public:
  double alpha() const { return alpha_; }
  double beta() const { return beta_; }

  double mean() const { return alpha_ / (alpha_ + beta_); }
  // With as much probability below as above; 0 < confidence < 1.
  Interval interval(double confidence) const;
  // The rate that the true one exceeds with this probability; 0 < confidence < 1.
  double lower_bound(double confidence) const;

  bool operator==(const BetaPosterior&) const = default;

 private:
  friend Result<BetaPosterior> beta_posterior(const WeightedOutcomes&, const WeightedOutcomes&);
  BetaPosterior(double alpha, double beta) : alpha_(alpha), beta_(beta) {}

  double alpha_;
  double beta_;
};

// `prior` is what is believed beforehand, as outcomes that seem to have been seen: one of each says
// that every rate is equally likely. Both of its weights are at least 0.001.
Result<BetaPosterior> beta_posterior(const WeightedOutcomes& seen,
                                     const WeightedOutcomes& prior = {.successes = 1,
                                                                      .failures = 1});

}  // namespace memory_mcp::statistics
