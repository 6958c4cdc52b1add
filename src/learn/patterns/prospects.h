// What it would take for a pattern to stand otherwise than it does. Pure.
#pragma once

#include <optional>

#include "learn/patterns/pattern.h"

namespace memory_mcp {

// Of further episodes in a row, each of full weight, while everything else stays as it is. None:
// it is so already, or would not be within prospects_max.
struct Prospects {
  std::optional<int> successes_to_establish;
  std::optional<int> failures_to_establish;  // As one that is known to go no better than usual.
  std::optional<int> failures_to_avoid;
  std::optional<int> successes_to_clear;  // Of one to avoid, until it is that no more.

  bool operator==(const Prospects&) const = default;
};

inline constexpr int prospects_max = 50;

// Nothing for one that is not corroborated: its own writer's episodes change nothing about that.
Prospects prospects_of(const Pattern& pattern);

}  // namespace memory_mcp
