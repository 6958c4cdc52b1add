// The kinds of tasks of the benchmark's world, each described in many ways.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace memory_mcp {

struct TaskFamily {
  std::string_view name;
  std::array<std::string_view, 6> patterns;  // See phrasing.h.
};

std::span<const TaskFamily> task_families();

}  // namespace memory_mcp
