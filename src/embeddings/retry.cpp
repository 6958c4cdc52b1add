#include "embeddings/retry.h"

#include <time.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace memory_mcp {
namespace {

constexpr long too_many_requests = 429;
constexpr std::int64_t ms_per_second = 1'000;
// Whoever asks for more wants not to be asked; it also keeps the sum within 64 bits.
constexpr std::int64_t retry_after_seconds_max = 86'400;

// 501 and 505 will be the same the next time.
bool is_worth_retrying(long status) {
  return status == too_many_requests || (status >= 500 && status != 501 && status != 505);
}

bool is_worth_retrying(const Result<HttpReply>& outcome) {
  return outcome.ok() ? is_worth_retrying(outcome->status)
                      : outcome.error().fault == Fault::unavailable;
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_after_of(std::string_view value, Timestamp now) {
  std::int64_t seconds = 0;
  const char* const end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, seconds);
  if (rest == end && error == std::errc() && seconds >= 0) {
    return std::chrono::seconds(std::min(seconds, retry_after_seconds_max));
  }
  tm date{};
  const std::string terminated(value);
  const char* parsed = ::strptime(terminated.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (parsed == nullptr || *parsed != '\0') return std::nullopt;
  const std::int64_t wait_ms = std::int64_t{::timegm(&date)} * ms_per_second - now.ms;
  return std::chrono::milliseconds(
      std::clamp<std::int64_t>(wait_ms, 0, retry_after_seconds_max * ms_per_second));
}

Retry::Retry(RetryRules rules, const SteadyTime& time, const Clock& clock, Random random)
    : rules_(rules), time_(time), clock_(clock), random_(std::move(random)) {}

Result<HttpReply> Retry::run(const Try& once, SteadyTime::TimePoint deadline,
                             const std::stop_token& cancelled) const {
  for (int tries = 1;; ++tries) {
    auto outcome = once();
    if (tries >= rules_.tries_max || !is_worth_retrying(outcome)) return outcome;
    const auto wait = wait_after(tries, outcome);
    if (time_.now() + wait >= deadline) return outcome;
    if (!time_.sleep(wait, cancelled)) {
      return Error{Fault::cancelled, "the request was cancelled"};
    }
  }
}

std::chrono::milliseconds Retry::wait_after(int tries, const Result<HttpReply>& outcome) const {
  auto longest = rules_.first_wait_max;
  for (int i = 1; i < tries && longest < rules_.wait_max; ++i) longest *= 2;
  longest = std::min(longest, rules_.wait_max);
  const std::chrono::milliseconds drawn(
      static_cast<std::int64_t>(static_cast<double>(longest.count()) * random_()));
  if (!outcome.ok() || !outcome->retry_after) return drawn;
  // A little later than asked for: everybody else was asked for the same moment.
  const auto asked_for = retry_after_of(*outcome->retry_after, clock_.now());
  return asked_for ? *asked_for + drawn : drawn;
}

}  // namespace memory_mcp
