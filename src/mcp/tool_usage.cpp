#include "mcp/tool_usage.h"

namespace memory_mcp {

void ToolUsage::observe(const std::string& tool, bool succeeded, double ms) {
  const std::scoped_lock lock(mutex_);
  ToolCalls& calls = calls_[tool];
  ++(succeeded ? calls.succeeded : calls.failed);
  calls.latency.observe_ms(ms);
}

std::map<std::string, ToolCalls> ToolUsage::snapshot() const {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

std::map<std::string, std::int64_t> ToolUsage::counts() const {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, std::int64_t> counts;
  for (const auto& [tool, calls] : calls_) counts[tool] = calls.succeeded + calls.failed;
  return counts;
}

}  // namespace memory_mcp
