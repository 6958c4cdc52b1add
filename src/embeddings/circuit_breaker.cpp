#include "embeddings/circuit_breaker.h"

#include <utility>

namespace memory_mcp {

CircuitBreaker::CircuitBreaker(BreakerRules rules, const SteadyTime& time)
    : rules_(rules), time_(time) {}

Status CircuitBreaker::enter() {
  const std::lock_guard lock(mutex_);
  if (failures_ < rules_.failures_max) return Done{};
  const auto now = time_.now();
  if (now < open_until_) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(open_until_ - now);
    return unavailable("not asked, because the last " + std::to_string(failures_) +
                       " requests failed; it is asked again in " + std::to_string(left.count()) +
                       " s. The last failure: " + last_failure_);
  }
  // Leave for one: the next comes when nobody has said how it went for as long again.
  open_until_ = now + rules_.cool_down;
  return Done{};
}

bool CircuitBreaker::succeeded() {
  const std::lock_guard lock(mutex_);
  return std::exchange(failures_, 0) >= rules_.failures_max;
}

bool CircuitBreaker::failed(std::string why) {
  const std::lock_guard lock(mutex_);
  ++failures_;
  open_until_ = time_.now() + rules_.cool_down;
  last_failure_ = std::move(why);
  return failures_ == rules_.failures_max;
}

void CircuitBreaker::gave_up() {
  const std::lock_guard lock(mutex_);
  if (failures_ >= rules_.failures_max) open_until_ = time_.now();
}

}  // namespace memory_mcp
