// The world of the benchmark: tasks of forty kinds, each with a hidden plan, the order of tools
// that gets it done. Two in five kinds need one step more in between, to recover from what always
// goes wrong there; half-way a fifth of the plans change. The same seed gives the same world.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace memory_mcp {

struct WorldTask {
  std::size_t family = 0;         // Of task_families().
  std::string text;               // All that an agent is told.
  std::vector<std::string> plan;  // What gets it done.
};

// The tools that there are; their names say nothing about the tasks.
std::span<const std::string> world_tools();

std::vector<WorldTask> make_world(std::uint64_t seed, std::size_t tasks);

// The number of the first task after the plans changed.
constexpr std::size_t change_of_plans(std::size_t tasks) { return tasks / 2; }

}  // namespace memory_mcp
