#include "learn/patterns/rates.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "statistics/rates/beta_posterior.h"
#include "statistics/series_limits.h"

namespace memory_mcp {
namespace {

constexpr double tenths = 10;
constexpr double thousandths = 1'000;

// How many episodes' worth of evidence the base rate is.
constexpr double prior_strength = 2;
// One episode proves nothing; two can, when they go against what is usual; five speak.
constexpr std::size_t episodes_min = 2;
constexpr std::size_t episodes_enough = 5;

statistics::BetaPosterior posterior_of(const Mass& mass, double base_rate) {
  // A base rate that is nearly 0 or 1 still leaves room for the other.
  constexpr double least = 0.001;
  const double seen = static_cast<double>(mass.weight) / tenths;
  // More than enough is enough.
  const double scale = seen > limits::outcome_weight_max ? limits::outcome_weight_max / seen : 1;
  const double successes = scale * static_cast<double>(mass.success) / (tenths * thousandths);
  const auto found = statistics::beta_posterior(
      {.successes = successes, .failures = std::max(0.0, scale * seen - successes)},
      {.successes = std::max(least, prior_strength * base_rate),
       .failures = std::max(least, prior_strength * (1 - base_rate))});
  CHECK(found.ok());
  return found.value();
}

Rates rates_of(const Mass& mass, std::size_t episodes, const Mass& all) {
  const double base_rate = all.base_rate();
  const statistics::BetaPosterior posterior = posterior_of(mass, base_rate);
  const auto [low, high] = posterior.interval(0.90);
  const bool is_beside_base = base_rate < low || base_rate > high;
  return {
      .base_rate = base_rate,
      .success_rate = posterior.mean(),
      .low = low,
      .high = high,
      .lift = posterior.mean() / all.usual_rate(),
      .is_established = episodes >= episodes_enough || (episodes >= episodes_min && is_beside_base),
      .is_avoided = (episodes >= episodes_min && high < base_rate) ||
                    (episodes >= episodes_enough && mass.success == 0)};
}

}  // namespace

Mass& Mass::operator+=(const Mass& other) {
  weight += other.weight;
  success += other.success;
  return *this;
}

Mass& Mass::operator-=(const Mass& other) {
  weight -= other.weight;
  success -= other.success;
  return *this;
}

double Mass::share(double without_evidence) const {
  if (weight == 0) return without_evidence;
  return static_cast<double>(success) / (thousandths * static_cast<double>(weight));
}

double Mass::base_rate() const {
  const double successes = static_cast<double>(success) / (tenths * thousandths);
  return (successes + 1) / (static_cast<double>(weight) / tenths + 2);
}

double Mass::usual_rate() const {
  const double successes = static_cast<double>(success) / (tenths * thousandths);
  return (successes + prior_strength * base_rate()) /
         (static_cast<double>(weight) / tenths + prior_strength);
}

Mass mass_of(double success, double quality) {
  const std::int64_t own =
      std::llround(tenths * (quality < quality_threshold ? weight_below_threshold : 1));
  return {.weight = own,
          .success = own * std::llround(std::clamp(success, 0.0, 1.0) * thousandths)};
}

Mass whole(const Mass& mass) {
  return {.weight = mass.weight, .success = mass.weight * static_cast<std::int64_t>(thousandths)};
}

const Rates& RatesTable::of(const Mass& mass, std::size_t episodes, const Mass& all) {
  episodes = std::min(episodes, episodes_enough);
  const auto [at, is_new] = known_.try_emplace(std::tuple(mass, all, episodes));
  if (is_new) at->second = rates_of(mass, episodes, all);
  return at->second;
}

}  // namespace memory_mcp
