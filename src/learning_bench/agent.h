// The agent of the benchmark: a fixed rule which learns nothing itself. It does what its arm says,
// and where that says nothing it is right in 45 of 100 steps and guesses otherwise. The third miss
// ends the task.
#pragma once

#include "base/choice.h"
#include "learning_bench/arm.h"
#include "learning_bench/world.h"

namespace memory_mcp {

// Whether the task got done. A step's result looks wrong (right for a miss, a failure for what
// helped) with the probability `noise`; the agent itself sees how it really was.
Result<bool> do_task(const WorldTask& task, Arm& arm, double noise, Choice& choice);

}  // namespace memory_mcp
