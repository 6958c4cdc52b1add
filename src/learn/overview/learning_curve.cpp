#include "learn/overview/learning_curve.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "base/check.h"
#include "statistics/rates/beta_posterior.h"

namespace memory_mcp {
namespace {

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

statistics::Interval interval_of(double successes, std::size_t episodes) {
  const auto posterior = statistics::beta_posterior(
      {.successes = successes, .failures = static_cast<double>(episodes) - successes});
  CHECK(posterior.ok());
  return posterior->interval(0.90);
}

}  // namespace

std::vector<CurvePoint> learning_curve_of(const History& history, const PastFilter& filter,
                                          std::size_t points_max) {
  // All are of the same episodes in the same order.
  const auto series = [&](const Measurement& measurement) {
    return series_of(history, measurement, filter);
  };
  const EpisodeSeries successes = series([](const PastEpisode& one) {
    return std::optional(one.outcome == OutcomeType::success ? 1.0 : 0.0);
  });
  const EpisodeSeries rewards =
      series([](const PastEpisode& one) { return measured(one, Measure::reward); });
  const EpisodeSeries steps =
      series([](const PastEpisode& one) { return measured(one, Measure::steps); });
  const std::size_t episodes = successes.values.size();
  CHECK(rewards.values.size() == episodes && steps.values.size() == episodes);
  const std::size_t points = std::min(points_max, episodes);
  std::vector<CurvePoint> curve;
  for (std::size_t point = 0; point < points; ++point) {
    const std::size_t begin = point * episodes / points;
    const std::size_t count = (point + 1) * episodes / points - begin;
    const auto part = [&](const EpisodeSeries& all) {
      return std::span(all.values).subspan(begin, count);
    };
    const double rate = mean(part(successes));
    curve.push_back({.first = successes.times[begin],
                     .last = successes.times[begin + count - 1],
                     .episodes = count,
                     .success_rate = rate,
                     .success_interval = interval_of(rate * static_cast<double>(count), count),
                     .average_reward = mean(part(rewards)),
                     .average_steps = mean(part(steps))});
  }
  return curve;
}

}  // namespace memory_mcp
