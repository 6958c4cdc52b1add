// The rivals: arms that copy the one past episode whose task is most similar, as query_memory ranks
// them, and that leave everything to the agent where the copy ends or a copied tool fails.
#pragma once

#include "learning_bench/arm.h"
#include "learning_bench/tool_client.h"

namespace memory_mcp {

enum class Imitated {
  any,      // Whatever came of it: all its steps, as they were taken.
  success,  // Only an episode that succeeded, and of its steps those that succeeded.
};

std::unique_ptr<Arm> make_imitation_arm(ToolClient client, Imitated imitated);

}  // namespace memory_mcp
