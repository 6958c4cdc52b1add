// What an episode teaches, in one sentence.
#pragma once

#include <optional>
#include <string>

#include "model/episode.h"

namespace memory_mcp {

// From its outcome; none while it is open, or when nothing was said of it.
std::optional<std::string> lesson_of(const Episode& episode);

}  // namespace memory_mcp
