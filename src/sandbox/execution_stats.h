// How executions went since the start. Safe for concurrent use.
#pragma once

#include <mutex>

#include "base/latency.h"
#include "memory_mcp/execution.h"
#include "memory_mcp/execution_stats.h"
#include "sandbox/outcome.h"

namespace memory_mcp {

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
