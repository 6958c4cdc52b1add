// Telling clients that an episode is not what it was.
#pragma once

#include <string>

#include "mcp/changes.h"

namespace memory_mcp {

// Of the episode, and of what is counted of it: its namespace's stats and everyone's. After the
// write, so that who reads then reads the new.
void announce_episode(Changes& changes, const std::string& namespace_name, const std::string& id);

}  // namespace memory_mcp
