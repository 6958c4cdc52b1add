// How executions of agent code went, since the server was opened.
#pragma once

#include <cstdint>

namespace memory_mcp {

struct ExecutionStats {
  // Executions that have ended: the sum of the four that follow.
  std::int64_t total = 0;
  std::int64_t successful = 0;
  std::int64_t failed = 0;  // Ended as an error.
  std::int64_t timeouts = 0;
  std::int64_t violations = 0;
  std::int64_t refused = 0;  // Not run at all: too much was waiting, or there was no sandbox.
  // From the call to its answer, with the wait for a turn.
  double average_ms = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  std::int64_t peak_memory_bytes = 0;  // The most that one execution used.
  std::int64_t active = 0;             // Running now.
  std::int64_t queued = 0;             // Waiting for their turn now.
};

}  // namespace memory_mcp
