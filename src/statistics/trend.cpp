#include "statistics/trend.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/distributions.h"
#include "statistics/pair_order.h"
#include "statistics/theil_sen.h"

namespace memory_mcp::statistics {
namespace {

// Kendall's S, the pairs that rise less those that fall, and what it is judged by.
struct MannKendall {
  double score = 0;
  double variance = 0;  // Of the score when there is no trend.
  double tau = 0;
};

// n(n - 1)(2n + 5), of the whole series and of each group of equal values.
double variance_part(double n) { return n * (n - 1) * (2 * n + 5); }

MannKendall mann_kendall(std::span<const double> values) {
  const auto points = static_cast<double>(values.size());
  const double pairs = points * (points - 1) / 2;
  double equal_pairs = 0;
  double variance = variance_part(points);
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  for (auto from = sorted.begin(); from != sorted.end();) {
    const auto to = std::upper_bound(from, sorted.end(), *from);
    const auto equal = static_cast<double>(to - from);
    equal_pairs += equal * (equal - 1) / 2;
    variance -= variance_part(equal);
    from = to;
  }
  const auto not_rising = static_cast<double>(pairs_not_rising({values.begin(), values.end()}));
  const double score = (pairs - not_rising) - (not_rising - equal_pairs);
  const double comparable = std::sqrt(pairs * (pairs - equal_pairs));
  return {.score = score,
          .variance = variance / 18,
          .tau = comparable == 0 ? 0 : std::clamp(score / comparable, -1.0, 1.0)};
}

// What halving leaves beside nought is nought: over the longest series it would come to less than
// a hundred millionth of the spread.
double slope_of(std::span<const double> values) {
  constexpr double nought = 1e-12;
  const auto [least, most] = std::ranges::minmax(values);
  const double slope = theil_sen_slope(values);
  return std::abs(slope) < nought * (most - least) ? 0 : slope;
}

double p_value_of(const MannKendall& test) {
  if (test.score == 0) return 1;
  return normal_two_sided((std::abs(test.score) - 1) / std::sqrt(test.variance));
}

}  // namespace

Result<Trend> trend(const Series& series, double significance_level) {
  TRY(check_probability("significance_level", significance_level));
  TRY(check_series(series, {.method = "a trend", .points_min = trend_points_min}));
  if (is_constant(series.values)) return Trend{};
  const MannKendall test = mann_kendall(series.values);
  Trend found{.slope = slope_of(series.values),
              .strength = std::abs(test.tau),
              .p_value = p_value_of(test)};
  found.significant = test.score != 0 && found.p_value <= significance_level;
  if (found.significant) {
    found.direction = test.score > 0 ? Direction::increasing : Direction::decreasing;
  }
  return found;
}

}  // namespace memory_mcp::statistics
