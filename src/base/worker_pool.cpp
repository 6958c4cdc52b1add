#include "base/worker_pool.h"

#include <string>
#include <system_error>

#include "base/check.h"
#include "base/limits.h"
#include "base/load_limits.h"
#include "base/log.h"

namespace memory_mcp {

WorkerPool::WorkerPool(std::size_t workers)
    : queue_(limits::queued_calls_max, limits::queued_bytes_max) {
  threads_.reserve(workers);
  try {
    while (threads_.size() < workers) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error& error) {
    const std::string started = std::to_string(threads_.size());
    log_warning("workers_not_started",
                {{"started", started}, {"wanted", std::to_string(workers)}, {"why", error.what()}});
    if (!has_workers()) queue_.close();
  }
}

WorkerPool::~WorkerPool() {
  queue_.close();
  std::unique_lock lock(mutex_);
  is_ending_ = true;
  called_apart_.notify_all();
  apart_ended_.wait(lock, [&] { return threads_apart_ == 0; });
}

Status WorkerPool::check_has_workers() const {
  if (has_workers()) return Done{};
  return unavailable(
      "the system gives this process no threads to work with; raise what its user may have "
      "(ulimit -u) or the memory it may use");
}

void WorkerPool::submit(Call call, std::size_t weight) {
  {
    const std::scoped_lock lock(mutex_);
    ++unfinished_;
  }
  CHECK(queue_.push(std::move(call), weight));
}

bool WorkerPool::try_submit(Call call, std::size_t weight) {
  {
    const std::scoped_lock lock(mutex_);
    ++unfinished_;
  }
  if (queue_.try_push(std::move(call), weight)) return true;
  const std::scoped_lock lock(mutex_);
  count_finished();
  return false;
}

bool WorkerPool::run_apart(Call call, const ThreadShare& share) {
  const std::scoped_lock lock(mutex_);
  const auto own = apart_by_share_.find(share.of);
  const bool is_used_up =
      !share.of.empty() && own != apart_by_share_.end() && own->second >= share.threads_max;
  if (is_used_up) return false;
  if (idle_apart_ <= calls_apart_.size() && !start_thread_apart()) return false;
  ++unfinished_;
  ++apart_by_share_[share.of];
  calls_apart_.push_back({std::move(call), share.of});
  called_apart_.notify_one();
  return true;
}

// False when there are as many as there may be, or the system gives no more.
bool WorkerPool::start_thread_apart() {
  if (threads_apart_ >= limits::threads_apart_max) return false;
  try {
    std::thread thread([this] { work_apart(); });
    thread.detach();  // The destructor waits until none is left.
  } catch (const std::system_error& error) {
    log_warning("thread_not_started", {{"why", error.what()}});
    return false;
  }
  ++threads_apart_;
  return true;
}

bool WorkerPool::drain(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, patience, [&] { return unfinished_ == 0; });
}

void WorkerPool::work() {
  while (auto call = queue_.pop()) {
    run(*std::move(call));
    const std::scoped_lock lock(mutex_);
    count_finished();
  }
}

// Takes calls until there was none for a while.
void WorkerPool::work_apart() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_apart_;
    called_apart_.wait_for(lock, limits::idle_thread_apart_max,
                           [&] { return is_ending_ || !calls_apart_.empty(); });
    --idle_apart_;
    if (calls_apart_.empty()) break;
    CallApart next = std::move(calls_apart_.front());
    calls_apart_.pop_front();
    lock.unlock();
    run(std::move(next.call));
    lock.lock();
    const auto own = apart_by_share_.find(next.share);
    if (--own->second == 0) apart_by_share_.erase(own);
    count_finished();
  }
  --threads_apart_;
  apart_ended_.notify_all();
}

void WorkerPool::run(Call call) {
  try {
    call();
  } catch (const std::exception& bug) {
    // The call itself answers for its bugs; what arrives here had nobody left to tell.
    log_error("call_failed", {{"what", bug.what()}});
  }
}

void WorkerPool::count_finished() {
  if (--unfinished_ == 0) idle_.notify_all();
}

}  // namespace memory_mcp
