// Children that wait for their execution. A thread keeps a few ready, so that an execution need not
// wait for a fork; when there is none left, one is made on the spot. Starts the zygote when it is
// first needed, and anew when it has died or grown old. Safe for concurrent use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/limits.h"
#include "sandbox/zygote_process.h"

namespace memory_mcp {

class ChildPool {
 public:
  struct Bounds {
    std::size_t idle = limits::idle_children_max;
    std::uint64_t children_per_zygote = limits::children_per_zygote_max;
    int failures = limits::zygote_failures_max;
    std::chrono::milliseconds between_failed_starts = limits::between_failed_starts_min;
  };
  explicit ChildPool(ZygoteOptions options) : ChildPool(std::move(options), Bounds{}) {}
  ChildPool(ZygoteOptions options, Bounds bounds) : options_(std::move(options)), bounds_(bounds) {}
  ~ChildPool();

  // A child for one execution, and the zygote it lives in: which must outlive it.
  struct Lease {
    std::shared_ptr<ZygoteProcess> zygote;
    Child child;
    std::int32_t number = 0;
  };
  Result<Lease> take();

  // Makes up for the children that were taken. Not when they are: making one takes both processors
  // from the one that was just told to run.
  void refill();

  // Starts the zygote and the thread without being asked for a child.
  void warm_up();
  // The zygote that new children come from.
  Result<std::shared_ptr<ZygoteProcess>> zygote();
  std::uint64_t restarts() const;

 private:
  using Lock = std::unique_lock<std::mutex>;

  Result<std::shared_ptr<ZygoteProcess>> living_zygote(Lock& lock);
  void start_keeper();
  void keep(const std::stop_token& stop);
  bool is_short() const;
  void note_success();

  const ZygoteOptions options_;
  const Bounds bounds_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<ZygoteProcess> zygote_;
  std::deque<Lease> idle_;
  HugePages pages_ = HugePages::used;  // Of the next start.
  int failures_ = 0;                   // Starts and children that failed, one after the other.
  std::optional<Error> last_failure_;  // Of a start.
  std::chrono::steady_clock::time_point failed_at_;
  std::uint64_t starts_ = 0;
  std::jthread keeper_;  // Last: it uses everything above.
};

}  // namespace memory_mcp
