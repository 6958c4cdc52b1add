// Does something again and again, on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace memory_mcp {

class Ticker {
 public:
  // Begins with a pause. Where the system gives no thread, nothing is done, which is warned of.
  Ticker(std::chrono::milliseconds pause, std::function<void()> tick);
  // Waits for a tick that is being done.
  ~Ticker() = default;

  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace memory_mcp
