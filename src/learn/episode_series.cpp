#include "learn/episode_series.h"

#include <algorithm>

#include "learn/domain_match.h"

namespace memory_mcp {
namespace {

bool is_fitting(const PastEpisode& episode, const PastFilter& filter, DomainMatch& domain) {
  return episode.is_completed() && (!filter.since || episode.end_time >= *filter.since) &&
         (!filter.task_type || episode.task_type == *filter.task_type) && domain(episode.domain);
}

}  // namespace

std::optional<double> measured(const PastEpisode& episode, Measure measure) {
  switch (measure) {
    case Measure::reward:
      return episode.reward;
    case Measure::success:
      return episode.success;
    case Measure::duration_ms:
      return static_cast<double>(episode.duration_ms);
    case Measure::steps:
      return static_cast<double>(episode.steps.size());
    case Measure::tool_latency_ms:
      return episode.tool_latency_ms;
  }
  return {};
}

EpisodeSeries series_of(const History& history, const Measurement& measurement,
                        const PastFilter& filter) {
  EpisodeSeries series;
  std::vector<std::pair<Timestamp, double>> points;
  DomainMatch domain(filter.domain);
  for (const auto& [row, episode] : history.episodes()) {
    if (!is_fitting(episode, filter, domain)) continue;
    if (const auto value = measurement(episode)) {
      points.emplace_back(episode.end_time, *value);
    } else {
      ++series.unmeasured;
    }
  }
  std::ranges::stable_sort(points, {}, &std::pair<Timestamp, double>::first);
  for (const auto& [time, value] : points) {
    series.times.push_back(time);
    series.values.push_back(value);
  }
  return series;
}

std::size_t keep_newest(EpisodeSeries& series, std::size_t points_max) {
  if (series.values.size() <= points_max) return 0;
  const std::size_t older = series.values.size() - points_max;
  const auto offset = static_cast<std::ptrdiff_t>(older);
  series.values.erase(series.values.begin(), series.values.begin() + offset);
  series.times.erase(series.times.begin(), series.times.begin() + offset);
  return older;
}

}  // namespace memory_mcp
