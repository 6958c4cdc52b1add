// Which of the servers of a store does a piece of work that one of them is to do for all: whoever
// has the lease, which is a setting of the store. One that is no longer renewed is taken over.
// Nobody's wall clock counts: a lease has run out when it was seen unchanged for long enough.
// Used by one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/steady_time.h"
#include "storage/store.h"

namespace memory_mcp {

class WorkLease {
 public:
  WorkLease(Store& store, std::string name, std::chrono::milliseconds lasts,
            const SteadyTime& time = machine_time());

  // Whether it is this server's turn: takes the lease where it is free or has run out, and renews
  // it where it is about to.
  Result<bool> hold();
  // Lets the next one begin at once.
  void give_back();

 private:
  Result<bool> replace(const std::optional<std::string>& seen);

  Store& store_;
  const std::string name_;
  const std::chrono::milliseconds lasts_;
  const SteadyTime& time_;
  const std::string holder_;
  std::int64_t renewals_ = 0;
  std::optional<std::string> seen_;  // The newest that was read or written.
  SteadyTime::TimePoint since_{};    // When that was seen first.
  bool is_ours_ = false;
};

}  // namespace memory_mcp
