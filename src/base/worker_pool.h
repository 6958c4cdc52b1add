// A fixed number of threads that run calls from a bounded queue, and threads that come and go for
// calls that mostly wait. One thread serves one call from start to end. Safe for concurrent use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/load_limits.h"
#include "base/result.h"

namespace memory_mcp {

// Whose call it is, and of how many threads apart at once. Without a name there is no bound.
struct ThreadShare {
  std::string of = {};
  std::size_t threads_max = limits::threads_apart_per_caller_max;
};

class WorkerPool {
 public:
  using Call = std::function<void()>;

  // With fewer when the system gives no more, which is warned of.
  explicit WorkerPool(std::size_t workers);
  // Runs what is queued, then ends the threads.
  ~WorkerPool();

  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when the system gave not one: nothing can be submitted then.
  bool has_workers() const { return !threads_.empty(); }

  // The same as an error that says what to do about it.
  Status check_has_workers() const;

  // Waits for room in the queue. `weight` is the size in bytes of what the call holds on to.
  void submit(Call call, std::size_t weight);

  // False, and the call is not run, when there is no room. Never waits.
  [[nodiscard]] bool try_submit(Call call, std::size_t weight);

  // Runs the call at once on a thread of its own, behind nothing that is queued. False, and the
  // call is not run, when there are as many such threads as there may be, or as the share
  // allows. Never waits.
  [[nodiscard]] bool run_apart(Call call, const ThreadShare& share = {});

  // Runs one call, and lets go of it. A bug of it that nobody answered for goes to the log.
  static void run(Call call);

  // Waits until nothing is queued or running. False when `patience` ran out first.
  bool drain(std::chrono::milliseconds patience);

 private:
  struct CallApart {
    Call call;
    std::string share;
  };

  void work();
  bool start_thread_apart();
  void work_apart();
  void count_finished();  // With the lock held.

  BoundedQueue<Call> queue_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t unfinished_ = 0;

  // Calls that a thread apart has not taken yet, and those threads.
  std::deque<CallApart> calls_apart_;
  std::map<std::string, std::size_t> apart_by_share_;  // Waiting and running.
  std::condition_variable called_apart_;               // For the threads: there is a call.
  std::condition_variable apart_ended_;                // For the destructor: a thread has ended.
  std::size_t threads_apart_ = 0;
  std::size_t idle_apart_ = 0;
  bool is_ending_ = false;

  std::vector<std::jthread> threads_;  // Last: the threads use everything above.
};

}  // namespace memory_mcp
