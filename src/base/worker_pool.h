// A fixed number of threads that run calls from a bounded queue. One worker serves one call from
// start to end. Safe for concurrent use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"

namespace memory_mcp {

class WorkerPool {
 public:
  using Call = std::function<void()>;

  explicit WorkerPool(std::size_t workers);
  // Runs what is queued, then ends the threads.
  ~WorkerPool();

  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Waits for room in the queue. `weight` is the size in bytes of what the call holds on to.
  void submit(Call call, std::size_t weight);

  // Waits until nothing is queued or running. False when `patience` ran out first.
  bool drain(std::chrono::milliseconds patience);

 private:
  void work();

  BoundedQueue<Call> queue_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t unfinished_ = 0;
  std::vector<std::jthread> threads_;  // Last: the threads use everything above.
};

}  // namespace memory_mcp
