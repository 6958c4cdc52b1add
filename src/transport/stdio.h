// MCP over standard input and output: one JSON message a line. Owns stdout; nothing else in the
// program may write to it while this runs.
#pragma once

#include "base/worker_pool.h"
#include "mcp/server.h"

namespace memory_mcp {

struct StdioStreams {
  int input_fd = 0;
  int output_fd = 1;
};

// Serves until the input ends, the client closes our output, or a stop signal arrives (see
// block_stop_signals). What was asked by then is still answered; when limits::drain_on_end_max is
// not enough for that, some call is stuck, and this ends the process (exit code 0).
void serve_stdio(const McpServer& server, WorkerPool& workers, StdioStreams streams);

}  // namespace memory_mcp
