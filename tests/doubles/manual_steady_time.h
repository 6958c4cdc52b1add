// Steady time that passes only when somebody sleeps in it or advances it. Safe for concurrent use.
#pragma once

#include <mutex>
#include <vector>

#include "base/steady_time.h"

namespace memory_mcp {

class ManualSteadyTime final : public SteadyTime {
 public:
  TimePoint now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  bool sleep(std::chrono::milliseconds duration, const std::stop_token& cancelled) const override {
    if (cancelled.stop_requested()) return false;
    const std::lock_guard lock(mutex_);
    now_ += duration;
    sleeps_.push_back(duration);
    return true;
  }

  void advance(std::chrono::milliseconds duration) {
    const std::lock_guard lock(mutex_);
    now_ += duration;
  }

  std::vector<std::chrono::milliseconds> sleeps() const {
    const std::lock_guard lock(mutex_);
    return sleeps_;
  }

 private:
  mutable std::mutex mutex_;
  // Of the machine, so that deadlines made of it lie ahead for libcurl too.
  mutable TimePoint now_ = std::chrono::steady_clock::now();
  mutable std::vector<std::chrono::milliseconds> sleeps_;
};

}  // namespace memory_mcp
