// The arm that uses this memory as it is meant: it asks recommend_patterns before each step.
#pragma once

#include "learning_bench/arm.h"
#include "learning_bench/tool_client.h"

namespace memory_mcp {

std::unique_ptr<Arm> make_advised_arm(ToolClient client);

}  // namespace memory_mcp
