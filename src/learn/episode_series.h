// What completed episodes measured, in order of time: the memory's own work as a series of numbers.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "learn/history.h"

namespace memory_mcp {

enum class Measure { reward, success, duration_ms, steps, tool_latency_ms };

constexpr auto names_of(Measure) {
  using namespace std::literals;
  return std::array{
      std::pair{Measure::reward, "reward"sv}, std::pair{Measure::success, "success"sv},
      std::pair{Measure::duration_ms, "duration_ms"sv}, std::pair{Measure::steps, "steps"sv},
      std::pair{Measure::tool_latency_ms, "tool_latency_ms"sv}};
}

// Nothing where the episode does not say: no step told its latency.
std::optional<double> measured(const PastEpisode& episode, Measure measure);

using Measurement = std::function<std::optional<double>(const PastEpisode&)>;

// Which episodes; any of them by default.
struct PastFilter {
  std::optional<std::string> domain;  // In any case.
  std::optional<TaskType> task_type;
  std::optional<Timestamp> since;  // When they ended.
};

struct EpisodeSeries {
  std::vector<double> values;
  std::vector<Timestamp> times;  // When each episode ended; those that ended together, by row.
  std::size_t unmeasured = 0;    // Episodes that do not say.
};

// Walks all episodes of the history.
EpisodeSeries series_of(const History& history, const Measurement& measurement,
                        const PastFilter& filter);

// Leaves the newest points, and says how many older ones there were.
std::size_t keep_newest(EpisodeSeries& series, std::size_t points_max);

}  // namespace memory_mcp
