#include "statistics/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "statistics/descriptive.h"
#include "statistics/distributions.h"
#include "statistics/false_discovery.h"
#include "statistics/pairs.h"

namespace memory_mcp::statistics {
namespace {

constexpr Requirement requirement{.method = "a correlation", .points_min = correlation_points_min};
constexpr std::string_view constant =
    "is constant and has no correlation with anything: leave it out, or give a time in which it "
    "changes";

Status check_fit(const Series& series) {
  TRY(check_series(series, requirement));
  if (is_constant(series.values)) return unfit(series, constant);
  return Done{};
}

double coefficient_of(std::span<const double> first, std::span<const double> second) {
  const auto product = [](std::span<const double> one, std::span<const double> other) {
    return std::inner_product(one.begin(), one.end(), other.begin(), 0.0);
  };
  const double r =
      product(first, second) / std::sqrt(product(first, first) * product(second, second));
  // Within rounding of a straight line is on it.
  const double rounding = 1e-15 * static_cast<double>(first.size());
  return 1 - std::abs(r) <= rounding ? std::copysign(1.0, r) : r;
}

double p_value_of(double r, double points) {
  if (std::abs(r) == 1) return 0;
  const double t = r * std::sqrt((points - 2) / ((1 - r) * (1 + r)));
  return student_t_two_sided(t, points - 2);
}

Interval interval_of(double r, double points, double confidence) {
  if (std::abs(r) == 1) return {r, r};
  if (points <= 3) return {-1, 1};
  const double reach = normal_quantile((1 + confidence) / 2) / std::sqrt(points - 3);
  return {std::tanh(std::atanh(r) - reach), std::tanh(std::atanh(r) + reach)};
}

// Of two standardized series.
Correlation correlation_of(std::span<const double> first, std::span<const double> second,
                           double confidence) {
  const auto points = static_cast<double>(first.size());
  const double r = coefficient_of(first, second);
  return {.coefficient = r,
          .p_value = p_value_of(r, points),
          .interval = interval_of(r, points, confidence)};
}

void adjust(std::vector<PairCorrelation>& pairs, double significance_level) {
  std::vector<double> p_values;
  p_values.reserve(pairs.size());
  for (const PairCorrelation& pair : pairs) p_values.push_back(pair.correlation.p_value);
  const auto adjusted = benjamini_hochberg(p_values);
  for (std::size_t index = 0; index < pairs.size(); ++index) {
    pairs[index].p_adjusted = adjusted[index];
    pairs[index].significant = adjusted[index] <= significance_level;
  }
}

}  // namespace

Result<Correlations> correlations(std::span<const Series> all, const CorrelationOptions& options) {
  TRY(check_probability("significance_level", options.significance_level));
  TRY(check_confidence(options.confidence));
  TRY(check_number_of_series(all, requirement.method));
  Correlations found;
  std::vector<std::vector<double>> values(all.size());
  std::vector<bool> is_fit(all.size());
  for (std::size_t index = 0; index < all.size(); ++index) {
    if (const Status fit = check_fit(all[index]); !fit.ok()) {
      found.unmeasured.push_back(fit.error());
      continue;
    }
    is_fit[index] = true;
    values[index] = standardized(all[index].values).values;
  }
  Pairs pairs = pairs_of(all, is_fit, requirement.method);
  for (const auto& [first, second] : pairs.equally_long) {
    found.pairs.push_back(
        {.first = first,
         .second = second,
         .correlation = correlation_of(values[first], values[second], options.confidence)});
  }
  if (pairs.others) found.unmeasured.push_back(*std::move(pairs.others));
  adjust(found.pairs, options.significance_level);
  return found;
}

}  // namespace memory_mcp::statistics
