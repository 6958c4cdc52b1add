#include "access/rate_limit.h"

#include <algorithm>

namespace memory_mcp {

RateLimiter::RateLimiter(CallRates rates, const SteadyTime& time, std::size_t callers_max)
    : time_(time), callers_max_(callers_max) {
  const std::array<CallRate, classes> in_order{rates.read, rates.write, rates.execute};
  for (std::size_t i = 0; i < classes; ++i) {
    const auto [per_minute, burst] = in_order[i];
    if (per_minute <= 0) continue;
    constexpr Duration minute = std::chrono::minutes(1);
    const std::int64_t most = std::min(per_minute, limits::calls_per_minute_max);
    // Rounded up: never more than were allowed.
    buckets_[i].interval = Duration((minute.count() + most - 1) / most);
    buckets_[i].capacity =
        buckets_[i].interval * std::clamp<std::int64_t>(burst, 1, limits::calls_per_minute_max);
  }
}

RateLimiter::Caller& RateLimiter::caller_of(std::string_view key) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    callers_.splice(callers_.begin(), callers_, found->second);
    return callers_.front();
  }
  if (callers_.size() >= callers_max_) {
    by_key_.erase(callers_.back().key);
    callers_.pop_back();
  }
  callers_.push_front({.key = std::string(key), .full_at = {}});
  by_key_.emplace(callers_.front().key, callers_.begin());
  return callers_.front();
}

std::optional<std::chrono::milliseconds> RateLimiter::retry_after(std::string_view caller,
                                                                  CallClass kind) {
  const auto index = static_cast<std::size_t>(kind);
  const Bucket& bucket = buckets_.at(index);
  if (bucket.interval == Duration::zero()) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const TimePoint now = time_.now();
  TimePoint& full_at = caller_of(caller).full_at.at(index);
  const TimePoint after_this = std::max(full_at, now) + bucket.interval;
  const Duration missing = after_this - now - bucket.capacity;
  if (missing > Duration::zero()) return std::chrono::ceil<std::chrono::milliseconds>(missing);
  full_at = after_this;
  return std::nullopt;
}

std::size_t RateLimiter::callers() const {
  const std::scoped_lock lock(mutex_);
  return callers_.size();
}

}  // namespace memory_mcp
