#include "statistics/causality.h"

#include <algorithm>
#include <string>

#include "statistics/descriptive.h"
#include "statistics/false_discovery.h"
#include "statistics/granger.h"
#include "statistics/pairs.h"
#include "statistics/stationarity.h"

namespace memory_mcp::statistics {
namespace {

constexpr Requirement requirement{.method = "causality", .points_min = causality_points_min};

// A series once standardized, and after each time its differences were taken.
struct Level {
  std::vector<std::vector<double>> taken;  // Empty for a series of which nothing can be told.
  std::size_t needed = 0;                  // How often until it keeps its level.
};

// What rounding leaves of a series whose differences do not change.
bool is_constant_but_for_rounding(std::span<const double> values) {
  constexpr double rounding = 1e-10;
  const auto [lowest, highest] = std::ranges::minmax(values);
  return highest - lowest <= rounding;
}

Level level_of(const Series& series) {
  if (is_constant(series.values)) return {};
  Level level{.taken = {standardized(series.values).values}};
  level.needed = differences_until_stationary(level.taken.front());
  while (level.taken.size() <= differences_max) {
    level.taken.push_back(differences(level.taken.back()));
    if (is_constant_but_for_rounding(level.taken.back())) return {};
  }
  return level;
}

std::string_view why_empty(const Series& series) {
  if (is_constant(series.values)) {
    return "is constant, and nothing can run ahead of it: leave it out, or give a time in which it "
           "changes";
  }
  return "changes by the same amount at each step, so that its own past foretells it: leave it out";
}

std::string quoted(const Series& series) { return "\"" + std::string(series.name) + "\""; }

Error untold(const Series& cause, const Series& effect) {
  return invalid_argument(std::string(effect.name),
                          "whether " + quoted(cause) + " runs ahead of " + quoted(effect) +
                              " cannot be told: one is made up of the other, or foretells itself "
                              "exactly; leave it out");
}

void adjust(std::vector<Causality>& pairs, double significance_level) {
  std::vector<double> p_values;
  p_values.reserve(pairs.size());
  for (const Causality& pair : pairs) p_values.push_back(pair.p_value);
  const auto adjusted = benjamini_hochberg(p_values);
  for (std::size_t index = 0; index < pairs.size(); ++index) {
    pairs[index].p_adjusted = adjusted[index];
    pairs[index].significant = adjusted[index] <= significance_level;
  }
}

class Search {
 public:
  explicit Search(std::span<const Series> all) : all_(all) {}

  Causalities run() && {
    std::vector<bool> is_fit;
    for (const Series& series : all_) is_fit.push_back(take(series).ok());
    Pairs pairs = pairs_of(all_, is_fit, requirement.method);
    for (const auto& [first, second] : pairs.equally_long) test_both_ways(first, second);
    if (pairs.others) found_.unmeasured.push_back(*std::move(pairs.others));
    return std::move(found_);
  }

 private:
  Status take(const Series& series) {
    Status fit = check_series(series, requirement);
    levels_.push_back(fit.ok() ? level_of(series) : Level{});
    if (fit.ok() && levels_.back().taken.empty()) fit = unfit(series, why_empty(series));
    if (!fit.ok()) found_.unmeasured.push_back(fit.error());
    return fit;
  }

  void test_both_ways(std::size_t first, std::size_t second) {
    const std::size_t times = std::max(levels_[first].needed, levels_[second].needed);
    const std::size_t lags_max = std::min(causality_lags_max, all_[first].values.size() / 10);
    const std::size_t lag =
        lag_by_aic(levels_[first].taken[times], levels_[second].taken[times], lags_max);
    test({.cause = first, .effect = second, .lag = lag, .differences = times});
    test({.cause = second, .effect = first, .lag = lag, .differences = times});
  }

  void test(Causality pair) {
    const auto result = pair.lag == 0
                            ? std::nullopt
                            : granger_test(levels_[pair.cause].taken[pair.differences],
                                           levels_[pair.effect].taken[pair.differences], pair.lag);
    if (!result) {
      found_.unmeasured.push_back(untold(all_[pair.cause], all_[pair.effect]));
      return;
    }
    pair.f_statistic = result->f_statistic;
    pair.p_value = result->p_value;
    found_.pairs.push_back(pair);
  }

  std::span<const Series> all_;
  std::vector<Level> levels_;
  Causalities found_;
};

}  // namespace

Result<Causalities> causalities(std::span<const Series> all, double significance_level) {
  TRY(check_probability("significance_level", significance_level));
  TRY(check_number_of_series(all, requirement.method));
  Causalities found = Search(all).run();
  adjust(found.pairs, significance_level);
  return found;
}

}  // namespace memory_mcp::statistics
