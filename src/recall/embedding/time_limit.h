// Stops what takes a stop token after a time, too. Not every embedder knows of deadlines, but each
// ends at once when it is told to.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace memory_mcp {

// For as long as it lives.
class TimeLimit {
 public:
  TimeLimit(const std::stop_token& cancelled, std::chrono::milliseconds limit);

  // Stops when the time is up or `cancelled` stops.
  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread timer_;  // Last: it uses everything above.
};

}  // namespace memory_mcp
