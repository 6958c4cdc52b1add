#include "learn/patterns/significance.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

// The hypergeometric distribution of the successes in the set, by steps from one number to the
// next: relative to the first it was asked for.
class Distribution {
 public:
  explicit Distribution(const TwoCounts& counts)
      : drawn_(static_cast<double>(counts.episodes)),
        good_(static_cast<double>(counts.all_successes)),
        bad_(static_cast<double>(counts.all_episodes - counts.all_successes)) {}

  double least() const { return std::max(0.0, drawn_ - bad_); }
  double most() const { return std::min(drawn_, good_); }
  double mode() const {
    const double mode = std::floor((drawn_ + 1) * (good_ + 1) / (good_ + bad_ + 2));
    return std::clamp(mode, least(), most());
  }
  // The probability of one more than k, as a multiple of that of k; the same for one less.
  double up(double k) const {
    return (good_ - k) * (drawn_ - k) / ((k + 1) * (bad_ - drawn_ + k + 1));
  }
  double down(double k) const { return 1 / up(k - 1); }

 private:
  double drawn_;
  double good_;
  double bad_;
};

}  // namespace

double fisher_exact(const TwoCounts& counts) {
  constexpr double negligible = 1e-20;
  const Distribution distribution(counts);
  const auto seen = static_cast<double>(counts.successes);
  const double mode = distribution.mode();
  // Relative to the mode, whose probability is the highest.
  double of_seen = 1;
  for (double k = mode; k < seen && of_seen > 0; ++k) of_seen *= distribution.up(k);
  for (double k = mode; k > seen && of_seen > 0; --k) of_seen *= distribution.down(k);
  // Those that are as probable differ in the last places.
  const double as_rare = of_seen * (1 + 1e-7);
  double all = 0;
  double rare = 0;
  const auto add = [&](double probability) {
    all += probability;
    if (probability <= as_rare) rare += probability;
    return probability > negligible * all;
  };
  double probability = 1;
  for (double k = mode; add(probability) && k < distribution.most(); ++k) {
    probability *= distribution.up(k);
  }
  probability = 1;
  for (double k = mode; k > distribution.least(); --k) {
    probability *= distribution.down(k);
    if (!add(probability)) break;
  }
  // What was seen lies beyond everything that was added up.
  if (rare == 0) return of_seen / all;
  return std::min(1.0, rare / all);
}

std::vector<bool> discoveries(std::span<const double> p_values, double false_share_max) {
  std::vector<double> sorted(p_values.begin(), p_values.end());
  std::ranges::sort(sorted);
  double threshold = -1;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double line = false_share_max * static_cast<double>(i + 1);
    if (sorted[i] * static_cast<double>(sorted.size()) <= line) threshold = sorted[i];
  }
  std::vector<bool> stand;
  stand.reserve(p_values.size());
  for (const double p : p_values) stand.push_back(p <= threshold);
  return stand;
}

}  // namespace memory_mcp
