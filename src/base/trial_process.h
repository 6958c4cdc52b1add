// Something tried out in a process of its own, because it may end the process that does it.
#pragma once

#include <functional>

#include "base/result.h"

namespace memory_mcp {

// Whether `attempt` came to an end, whatever it returned. unavailable when its process was ended by
// a signal, be it for the time it took.
Status try_in_own_process(const std::function<Status()>& attempt);

}  // namespace memory_mcp
