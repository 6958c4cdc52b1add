// What an episode cost, in the two measures by which it is compared with its peers: completed
// episodes of the same namespace, domain and task type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/episode.h"

namespace memory_mcp {

struct Effort {
  std::string domain;
  TaskType task_type = TaskType::other;
  std::int64_t steps = 0;
  std::optional<double> latency_ms;  // The steps' sum; none unless every step has one.
};

inline Effort effort_of(const Episode& episode) {
  Effort effort{.domain = episode.context.domain,
                .task_type = episode.task_type,
                .steps = static_cast<std::int64_t>(episode.steps.size()),
                .latency_ms = std::nullopt};
  double sum_ms = 0;
  for (const auto& step : episode.steps) {
    if (!step.latency_ms) return effort;
    sum_ms += *step.latency_ms;
  }
  if (!episode.steps.empty()) effort.latency_ms = sum_ms;
  return effort;
}

// Where an effort stands among those of its peers.
struct PeerRanks {
  std::int64_t peers = 0;
  std::int64_t fewer_steps = 0;
  std::int64_t equal_steps = 0;
  std::int64_t timed_peers = 0;  // Those that have a latency.
  std::int64_t faster = 0;
  std::int64_t equally_fast = 0;

  bool operator==(const PeerRanks&) const = default;
};

}  // namespace memory_mcp
