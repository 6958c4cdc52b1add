// What an episode teaches when it is completed: which of its steps brought it forward, and how good
// the forecasts about it would have been.
#pragma once

#include <span>
#include <vector>

#include "learn/calibration.h"
#include "learn/forecast.h"
#include "learn/history.h"

namespace memory_mcp {

struct Lesson {
  std::vector<bool> advanced;  // By step.
  Calibration measured;
};

// `alike`: older episodes, nearest first.
Lesson lesson_of(const History& history, const PastEpisode& episode, std::span<const Alike> alike);

}  // namespace memory_mcp
