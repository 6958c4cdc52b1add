// Pearson's correlation: how closely two series lie to a common straight line.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "statistics/interval.h"
#include "statistics/series.h"

namespace memory_mcp::statistics {

struct Correlation {
  double coefficient = 0;  // -1..1
  double p_value = 1;  // That independent normal series are so close, by Student's t with n - 2.
  // By Fisher's z. Three points say nothing of it (-1..1), unless they lie on one line.
  Interval interval;
};

inline constexpr std::size_t correlation_points_min = 3;

struct PairCorrelation {
  std::size_t first = 0;  // Which of the series; less than second.
  std::size_t second = 0;
  Correlation correlation;
  double p_adjusted = 1;  // Among all pairs that were measured (false_discovery.h).
  bool significant = false;
};

struct Correlations {
  std::vector<PairCorrelation> pairs;
  // One for each series that is too short or constant, and one for all pairs of unequal length.
  std::vector<Error> unmeasured;
};

struct CorrelationOptions {
  double significance_level = 0.05;
  double confidence = 0.95;
};

// Of every pair of equally long series, of which there are two or more. O(k² n).
Result<Correlations> correlations(std::span<const Series> all,
                                  const CorrelationOptions& options = {});

}  // namespace memory_mcp::statistics
