// Shows a page to the person who sits at this machine.
#pragma once

#include <string>

#include "base/result.h"

namespace memory_mcp {

// Whether there is a screen to show it on.
bool has_desktop();

// Opens a file in the browser that the desktop prefers, and does not wait for it. unavailable when
// there is no program to do so. Whoever lists the processes of this machine can read `path`.
Status open_in_browser(const std::string& path);

}  // namespace memory_mcp
