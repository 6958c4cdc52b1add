// What the server says of itself to clients, and to the models behind them.
#pragma once

#include "mcp/server.h"

namespace memory_mcp {

ServerDescription describe_server();

}  // namespace memory_mcp
