// How often somebody may call: for each caller and class of calls a bucket that holds `burst` calls
// and fills up with `per_minute`. Safe for concurrent use.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/access_limits.h"
#include "base/describe.h"
#include "base/steady_time.h"

namespace memory_mcp {

enum class CallClass { read, write, execute };

constexpr auto names_of(CallClass) {
  using namespace std::literals;
  return std::array{std::pair{CallClass::read, "read"sv}, std::pair{CallClass::write, "write"sv},
                    std::pair{CallClass::execute, "execute"sv}};
}

struct CallRate {
  std::int64_t per_minute = 0;  // 0: as often as they like.
  std::int64_t burst = 1;       // At once, after a pause; at least 1.

  bool operator==(const CallRate&) const = default;
};

struct CallRates {
  CallRate read;
  CallRate write;
  CallRate execute;
};

class RateLimiter {
 public:
  explicit RateLimiter(CallRates rates, const SteadyTime& time = machine_time(),
                       std::size_t callers_max = limits::rated_principals_max);

  // Takes one call of whoever `caller` is (Principal::key()). When there is none left, takes
  // nothing and returns how long until there is: to the millisecond, rounded up.
  std::optional<std::chrono::milliseconds> retry_after(std::string_view caller, CallClass kind);

  std::size_t callers() const;

 private:
  using TimePoint = SteadyTime::TimePoint;
  using Duration = std::chrono::nanoseconds;
  static constexpr std::size_t classes = names_of(CallClass{}).size();

  // A bucket is one time: when it will be full again if nobody calls. In the past: it is full.
  struct Caller {
    std::string key;
    std::array<TimePoint, classes> full_at;
  };
  struct Bucket {
    Duration interval{};  // Of one call; 0: unlimited.
    Duration capacity{};  // Of all that it holds.
  };

  Caller& caller_of(std::string_view key);

  std::array<Bucket, classes> buckets_;
  const SteadyTime& time_;
  const std::size_t callers_max_;
  mutable std::mutex mutex_;
  std::list<Caller> callers_;  // Whoever called last is first.
  std::unordered_map<std::string_view, std::list<Caller>::iterator> by_key_;
};

}  // namespace memory_mcp
