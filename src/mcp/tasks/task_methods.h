// What is answered where a client would have to follow tasks, and does not.
#pragma once

#include <string_view>

#include "mcp/message.h"

namespace memory_mcp {

// For a client that does not follow tasks.
RpcError needs_tasks(std::string_view what);

}  // namespace memory_mcp
