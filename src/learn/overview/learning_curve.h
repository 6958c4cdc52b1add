// How well tasks went over time: whether work gets better as memory grows.
#pragma once

#include <cstddef>
#include <vector>

#include "learn/episode_series.h"
#include "learn/history.h"
#include "statistics/interval.h"

namespace memory_mcp {

namespace limits {
// More than a picture can show apart.
inline constexpr std::size_t learning_curve_points_max = 200;
}  // namespace limits

// Of episodes that ended one after the other.
struct CurvePoint {
  Timestamp first;  // When the first of them ended,
  Timestamp last;   // and the last.
  std::size_t episodes = 0;
  double success_rate = 0;                // Those that are a success, of all of them.
  statistics::Interval success_interval;  // Where their true rate is with a probability of 90 %.
  double average_reward = 0;
  double average_steps = 0;

  bool operator==(const CurvePoint&) const = default;
};

// Oldest first; each point is of as many episodes, give or take one. Fewer points than `points_max`
// where there are fewer episodes.
std::vector<CurvePoint> learning_curve_of(const History& history, const PastFilter& filter,
                                          std::size_t points_max);

}  // namespace memory_mcp
