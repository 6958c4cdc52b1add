// Who may run now: at most so many executions at once, the rest wait. Clients take turns, so that
// one that asks a thousand times delays another by one execution and not by a thousand.
// Safe for concurrent use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/limits.h"
#include "base/result.h"

namespace memory_mcp {

class Turns {
 public:
  struct Bounds {
    std::size_t running = 1;
    std::size_t waiting = limits::executions_waiting_max;
    std::size_t waiting_per_client = limits::executions_waiting_per_client_max;
    std::chrono::milliseconds patience = limits::execution_turn_wait_max;
  };
  explicit Turns(Bounds bounds) : bounds_(bounds) {}

  // Held while an execution runs.
  class Turn {
   public:
    explicit Turn(Turns& turns) : turns_(&turns) {}
    Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->end();
    }

   private:
    Turns* turns_;
  };
  // exhausted when too many wait or it took too long; cancelled when asked to stop.
  Result<Turn> wait_for(const std::string& client, const std::stop_token& cancelled);

  std::size_t running() const;
  std::size_t waiting() const;

 private:
  struct Waiter {
    bool granted = false;
    std::condition_variable_any changed;
  };
  using Queue = std::deque<Waiter*>;

  void end();
  void give_to_next();
  void leave(const std::string& client, const Waiter& waiter);

  const Bounds bounds_;
  mutable std::mutex mutex_;
  std::size_t running_ = 0;
  std::size_t waiting_ = 0;
  std::map<std::string, Queue> queues_;  // Of the clients that wait.
  std::string last_served_;
};

}  // namespace memory_mcp
