#include "sandbox/execution_stats.h"

#include <algorithm>

namespace memory_mcp {

void StatsRecorder::observe(const ExecutionResult& result, const Usage& usage, double ms) {
  const std::scoped_lock lock(mutex_);
  ++stats_.total;
  stats_.successful += std::holds_alternative<execution::Success>(result) ? 1 : 0;
  stats_.failed += std::holds_alternative<execution::Error>(result) ? 1 : 0;
  stats_.timeouts += std::holds_alternative<execution::Timeout>(result) ? 1 : 0;
  stats_.violations += std::holds_alternative<execution::SecurityViolation>(result) ? 1 : 0;
  stats_.peak_memory_bytes = std::max(stats_.peak_memory_bytes, usage.peak_memory_bytes);
  latency_.observe_ms(ms);
  sum_ms_ += ms;
}

void StatsRecorder::observe_refusal() {
  const std::scoped_lock lock(mutex_);
  ++stats_.refused;
}

void StatsRecorder::observe_cancellation() {
  const std::scoped_lock lock(mutex_);
  ++stats_.total;
  ++stats_.cancelled;
}

ExecutionStats StatsRecorder::snapshot() const {
  const std::scoped_lock lock(mutex_);
  ExecutionStats stats = stats_;
  if (latency_.count() > 0) stats.average_ms = sum_ms_ / static_cast<double>(latency_.count());
  stats.p50_ms = latency_.quantile_ms(0.50);
  stats.p99_ms = latency_.quantile_ms(0.99);
  return stats;
}

}  // namespace memory_mcp
