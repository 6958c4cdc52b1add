// Time that never jumps, and waiting in it: passed in, so that tests of retries need not wait.
#pragma once

#include <chrono>
#include <stop_token>

namespace memory_mcp {

// Safe for concurrent use.
class SteadyTime {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  virtual ~SteadyTime() = default;

  virtual TimePoint now() const = 0;
  // False when `cancelled` ended it early.
  virtual bool sleep(std::chrono::milliseconds duration,
                     const std::stop_token& cancelled) const = 0;
};

const SteadyTime& machine_time();

}  // namespace memory_mcp
