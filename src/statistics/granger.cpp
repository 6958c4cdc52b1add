#include "statistics/granger.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "statistics/distributions.h"
#include "statistics/least_squares.h"

namespace memory_mcp::statistics {
namespace {

// What rounding leaves of a sum of squares, as a part of it.
constexpr double rounding = 1e-20;

// The values from `begin` on, each as it was `lag` steps before.
Column lagged(std::span<const double> values, std::size_t lag, std::size_t begin) {
  const auto column = values.subspan(begin - lag, values.size() - begin);
  return {column.begin(), column.end()};
}

// Of both series by the first so many regressors (Hurvich and Tsai, 1993, for vectors).
double corrected_akaike(const Reduction& reduction, std::size_t rows, std::size_t regressors) {
  const auto left = [&](std::size_t one, std::size_t other) {
    return reduction.left_over(regressors, one, other);
  };
  const double whole = reduction.left_over(1, 0, 0) * reduction.left_over(1, 1, 1);
  const double determinant = left(0, 0) * left(1, 1) - left(0, 1) * left(0, 1);
  const auto points = static_cast<double>(rows);
  const auto each = static_cast<double>(regressors);
  const double parameters = 2 * each + 3;  // With two variances and what they have in common.
  return points * std::log(std::max(determinant, rounding * whole)) +
         2 * points * parameters / (points - each - 3);
}

}  // namespace

std::optional<GrangerTest> granger_test(std::span<const double> cause,
                                        std::span<const double> effect, std::size_t lag) {
  CHECK(cause.size() == effect.size() && lag > 0 && effect.size() > 3 * lag + 1);
  const std::size_t rows = effect.size() - lag;
  std::vector<Column> regressors{Column(rows, 1)};
  for (const auto& values : {effect, cause}) {
    for (std::size_t back = 1; back <= lag; ++back) {
      regressors.push_back(lagged(values, back, lag));
    }
  }
  const std::size_t own = 1 + lag;
  const std::size_t both = own + lag;
  const Reduction reduction(std::move(regressors), {lagged(effect, 0, lag)});
  if (reduction.independent() < both) return {};
  const double least = rounding * reduction.left_over(1, 0, 0);
  const double by_own = reduction.left_over(own, 0, 0);
  if (by_own <= least) return {};
  // What is smaller is rounding; F stays a number.
  const double by_both = std::max(reduction.left_over(both, 0, 0), least);
  const auto degrees = static_cast<double>(rows - both);
  const double f =
      std::max(0.0, (by_own - by_both) / static_cast<double>(lag)) / (by_both / degrees);
  return GrangerTest{.f_statistic = f,
                     .p_value = f_upper_tail(f, static_cast<double>(lag), degrees)};
}

std::size_t lag_by_aic(std::span<const double> first, std::span<const double> second,
                       std::size_t lags_max) {
  CHECK(first.size() == second.size() && lags_max > 0 && first.size() > 3 * lags_max + 4);
  const std::size_t rows = first.size() - lags_max;
  std::vector<Column> regressors{Column(rows, 1)};
  for (std::size_t back = 1; back <= lags_max; ++back) {
    regressors.push_back(lagged(first, back, lags_max));
    regressors.push_back(lagged(second, back, lags_max));
  }
  const Reduction reduction(std::move(regressors),
                            {lagged(first, 0, lags_max), lagged(second, 0, lags_max)});
  std::vector<double> criteria;  // Of one lag first.
  for (std::size_t lag = 1; 1 + 2 * lag <= reduction.independent(); ++lag) {
    criteria.push_back(corrected_akaike(reduction, rows, 1 + 2 * lag));
  }
  if (criteria.empty()) return 0;
  // Models so close to the best have as much to say for them (Burnham and Anderson, 2002, 2.6); the
  // simplest of them is the least chosen to fit, and so finds the least by chance.
  constexpr double as_good = 2;
  const double best = *std::ranges::min_element(criteria);
  const auto first_good =
      std::ranges::find_if(criteria, [&](double criterion) { return criterion <= best + as_good; });
  return static_cast<std::size_t>(first_good - criteria.begin()) + 1;
}

}  // namespace memory_mcp::statistics
