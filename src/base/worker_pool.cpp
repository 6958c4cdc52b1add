#include "base/worker_pool.h"

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"

namespace memory_mcp {

WorkerPool::WorkerPool(std::size_t workers)
    : queue_(limits::queued_calls_max, limits::queued_bytes_max) {
  threads_.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { queue_.close(); }

void WorkerPool::submit(Call call, std::size_t weight) {
  {
    const std::scoped_lock lock(mutex_);
    ++unfinished_;
  }
  CHECK(queue_.push(std::move(call), weight));
}

bool WorkerPool::drain(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [&] { return unfinished_ == 0; });
}

void WorkerPool::work() {
  while (auto call = queue_.pop()) {
    try {
      (*call)();
    } catch (const std::exception& bug) {
      // The call itself answers for its bugs; what arrives here had nobody left to tell.
      log_error("call_failed", {{"what", bug.what()}});
    }
    call.reset();
    const std::scoped_lock lock(mutex_);
    if (--unfinished_ == 0) idle_.notify_all();
  }
}

}  // namespace memory_mcp
