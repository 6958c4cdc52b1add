// How executions went since the start. Safe for concurrent use.
#pragma once

#include <cstdint>
#include <mutex>

#include "base/latency.h"
#include "memory_mcp/execution.h"
#include "sandbox/outcome.h"

namespace memory_mcp {

struct ExecutionStats {
  std::int64_t total = 0;
  std::int64_t successful = 0;
  std::int64_t failed = 0;  // Ended as an error.
  std::int64_t timeouts = 0;
  std::int64_t violations = 0;
  std::int64_t refused = 0;  // Not run at all: too much was waiting, or there was no sandbox.
  double average_ms = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  std::int64_t peak_memory_bytes = 0;  // The most that one execution used.
  std::int64_t active = 0;
  std::int64_t queued = 0;
};

class StatsRecorder {
 public:
  void observe(const ExecutionResult& result, const Usage& usage, double ms);
  void observe_refusal();
  // Without `active` and `queued`, which others know.
  ExecutionStats snapshot() const;

 private:
  mutable std::mutex mutex_;
  ExecutionStats stats_;
  LatencyHistogram latency_;
  double sum_ms_ = 0;
};

}  // namespace memory_mcp
