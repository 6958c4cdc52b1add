// MCP over standard input and output: one JSON message a line. Owns stdout; nothing else in the
// program may write to it while this runs.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "mcp/server.h"

namespace memory_mcp {

struct StdioStreams {
  int input_fd = 0;
  int output_fd = 1;
};

// Serves until the input ends, the client closes our output, or a stop signal arrives (see
// block_stop_signals). What was asked by then is still answered; when limits::drain_on_end_max is
// not enough for that, some call is stuck, and this ends the process (exit code 0).
// Fails only at the start, when the system gives no thread for any of `workers_max` workers.
Status serve_stdio(const McpServer& server, std::size_t workers_max, StdioStreams streams);

}  // namespace memory_mcp
