// How often each tool was called since the start, how it went and how long it took.
// Safe for concurrent use.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/latency.h"

namespace memory_mcp {

struct ToolCalls {
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  LatencyHistogram latency;
};

class ToolUsage {
 public:
  void observe(const std::string& tool, bool succeeded, double ms);
  std::map<std::string, ToolCalls> snapshot() const;
  // Calls of each tool, however they went.
  std::map<std::string, std::int64_t> counts() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ToolCalls> calls_;
};

}  // namespace memory_mcp
