// Spares a provider that is down our requests, and our callers the wait for it: after some failures
// in a row nothing is asked for a while, then one request finds out. Safe for concurrent use.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "base/result.h"
#include "base/steady_time.h"

namespace memory_mcp {

struct BreakerRules {
  int failures_max = 5;
  std::chrono::milliseconds cool_down{30'000};
};

class CircuitBreaker {
 public:
  CircuitBreaker(BreakerRules rules, const SteadyTime& time);

  // Leave to ask once; whoever got it says afterwards how it went. unavailable, with the last
  // failure and when the next try is, while it is open or its one request is under way.
  Status enter();

  // Whether the provider is back after it was left in peace.
  bool succeeded();
  // Whether this failure is the one after which it is left in peace.
  bool failed(std::string why);
  // Nobody knows how it would have gone: it was cancelled. Somebody else may find out.
  void gave_up();

 private:
  const BreakerRules rules_;
  const SteadyTime& time_;
  std::mutex mutex_;
  int failures_ = 0;
  SteadyTime::TimePoint open_until_;
  std::string last_failure_;
};

}  // namespace memory_mcp
