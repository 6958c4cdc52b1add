// Who has a hand in an episode.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/episode.h"

namespace memory_mcp {

// Remembers in the episode who writes in it besides whoever opened it. exhausted when that are too
// many.
Status add_writer(Episode& episode, std::string_view writer);

}  // namespace memory_mcp
