// Asks again when that may help: after connection failures, 429 and 5xx, with waits that double and
// are drawn at random below that, so that many callers do not come back at the same moment. Safe
// for concurrent use when `random` is.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/steady_time.h"
#include "net/http_client.h"

namespace memory_mcp {

struct RetryRules {
  int tries_max = 4;
  // The wait after the first try lies between 0 and this, doubled after every further one.
  std::chrono::milliseconds first_wait_max{250};
  std::chrono::milliseconds wait_max{8'000};
};

class Retry {
 public:
  using Try = std::function<Result<HttpReply>()>;
  using Random = std::function<double()>;  // From 0 up to but not including 1.

  Retry(RetryRules rules, const SteadyTime& time, const Clock& clock, Random random);

  // The first reply that another try would not change, or the last there was time for. A
  // Retry-After is waited for; one that ends after the deadline ends the tries.
  Result<HttpReply> run(const Try& once, SteadyTime::TimePoint deadline,
                        const std::stop_token& cancelled) const;

 private:
  std::chrono::milliseconds wait_after(int tries, const Result<HttpReply>& outcome) const;

  const RetryRules rules_;
  const SteadyTime& time_;
  const Clock& clock_;
  const Random random_;
};

// "120", or "Sun, 06 Nov 1994 08:49:37 GMT" seen from `now`; nothing when it is neither.
std::optional<std::chrono::milliseconds> retry_after_of(std::string_view value, Timestamp now);

}  // namespace memory_mcp
