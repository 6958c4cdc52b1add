// Leaves some of the workers to others, whatever one caller asks for: of each caller only so many
// calls run at once, and what is more waits behind them. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace memory_mcp {

class FairShare {
 public:
  using Call = std::function<void()>;

  // Of `workers` threads that call run(); one of a few is left to others.
  explicit FairShare(std::size_t workers);

  // Runs the call, and then what waits behind it; or lets it wait for a worker that runs another of
  // the same caller. `weight` is the size in bytes of what the call holds on to. False, and it is
  // not run, when too much of that caller's waits already.
  [[nodiscard]] bool run(const std::string& caller, Call call, std::size_t weight);

 private:
  struct Waiting {
    Call call;
    std::size_t weight;
  };
  struct Lane {
    std::size_t running = 0;
    std::deque<Waiting> waiting;
    std::size_t waiting_bytes = 0;
  };

  // The next call of the lane, which ends when there is none.
  Call next_of(const std::string& caller);

  const std::size_t running_max_;
  std::mutex mutex_;
  std::map<std::string, Lane> lanes_;  // Of those who have a call running.
};

}  // namespace memory_mcp
