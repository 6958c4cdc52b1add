// Whether an episode that comes from outside as a whole is one that could have been recorded here:
// what holds between its members. What holds for each of them is in its description.
#pragma once

#include "base/result.h"
#include "model/episode.h"

namespace memory_mcp {

// invalid_argument naming the first member that is not as the tools would have left it.
Status check_episode(const Episode& episode);

}  // namespace memory_mcp
