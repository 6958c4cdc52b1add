// The comparison: every arm in the same worlds, and what it got done there.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "learning_bench/arm.h"

namespace memory_mcp {

struct LearningSetup {
  std::uint64_t seed = 1;  // Of the first world; the next has the next one.
  std::size_t seeds = 1;
  std::size_t episodes = 1'200;  // In each world.
  double noise = 0;
};

struct ArmRun {
  ArmKind arm = ArmKind::memory;
  std::vector<std::vector<bool>> done;  // By world, by task.
};

// Told before each task, counted over all arms and worlds.
using OnTask = std::function<void(std::size_t done, std::size_t total)>;

// The arms in the order of ArmKind. The same setup gives the same result.
Result<std::vector<ArmRun>> run_learning(const LearningSetup& setup, const OnTask& on_task);

}  // namespace memory_mcp
