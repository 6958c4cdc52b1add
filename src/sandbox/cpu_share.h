// Decides when a child must pause so that it gets no more than its share of a processor. The first
// 100 ms are free: most executions need less, and are never paused.
#pragma once

#include <chrono>

namespace memory_mcp {

class CpuShare {
 public:
  explicit CpuShare(int percent) : percent_(percent) {}

  static constexpr std::chrono::milliseconds burst{100};
  // How often to look: short against the second over which the share is measured.
  static constexpr std::chrono::milliseconds interval{10};

  // Whether a child that ran for `elapsed` and used `used` of it has had its share for now.
  bool is_used_up(std::chrono::microseconds used, std::chrono::microseconds elapsed) const {
    return used > burst && (used - burst) * 100 > (elapsed - burst) * percent_;
  }

 private:
  int percent_;
};

}  // namespace memory_mcp
