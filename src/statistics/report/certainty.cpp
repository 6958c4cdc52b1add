#include "statistics/report/certainty.h"

#include <algorithm>

#include "statistics/distributions.h"
#include "statistics/false_discovery.h"

namespace memory_mcp::statistics {
namespace {

struct Claims {
  double made = 0;
  double expected_false = 0;

  void add(double number, double false_among_them) {
    made += number;
    expected_false += std::min(number, false_among_them);
  }
};

class Tests {
 public:
  void add(double p_value, bool is_significant) {
    p_values_.push_back(p_value);
    is_significant_.push_back(is_significant);
  }

  // Of keeping all that are significant: that of the last one let in.
  void claim(Claims& claims) const {
    const auto adjusted = benjamini_hochberg(p_values_);
    double rate = 0;
    double kept = 0;
    for (std::size_t index = 0; index < adjusted.size(); ++index) {
      if (!is_significant_[index]) continue;
      rate = std::max(rate, adjusted[index]);
      ++kept;
    }
    claims.add(kept, rate * kept);
  }

 private:
  std::vector<double> p_values_;
  std::vector<bool> is_significant_;
};

void take(const Description& description, Tests& tests, Claims& claims) {
  for (const PairCorrelation& pair : description.correlations) {
    tests.add(pair.correlation.p_value, pair.significant);
  }
  for (const auto& [series, trend] : description.trends) {
    tests.add(trend.p_value, trend.significant);
  }
  for (const auto& [series, changes] : description.change_points) {
    for (const ChangePoint& change : changes) claims.add(1, 1 - change.confidence);
  }
}

void take(const Prediction& prediction, std::span<const Series> all, Tests& tests, Claims& claims) {
  if (prediction.causalities) {
    for (const Causality& pair : *prediction.causalities) {
      tests.add(pair.p_value, pair.significant);
    }
  }
  for (const auto& [series, anomalies] : prediction.anomalies) {
    const auto points = static_cast<double>(all[series].values.size());
    claims.add(static_cast<double>(anomalies.points.size()),
               points * normal_two_sided(anomalies.threshold));
  }
  const auto forecasts = static_cast<double>(prediction.forecasts.size());
  claims.add(forecasts, forecasts * (1 - ForecastOptions{}.confidence));
}

}  // namespace

double share_expected_true(const SeriesAnalysis& analysis, std::span<const Series> all) {
  Tests tests;
  Claims claims;
  if (analysis.description) take(*analysis.description, tests, claims);
  if (analysis.prediction) take(*analysis.prediction, all, tests, claims);
  tests.claim(claims);
  return claims.made == 0 ? 0 : 1 - claims.expected_false / claims.made;
}

}  // namespace memory_mcp::statistics
