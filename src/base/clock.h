// Points in time, and who tells them. Whatever is stored or answered takes its time from a Clock
// that is passed in, so that a test can pass another; only log lines ask the system clock
// themselves.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace memory_mcp {

// Milliseconds since 1970-01-01T00:00:00Z. As text: RFC 3339 in UTC, "2026-11-22T15:04:05.678Z".
struct Timestamp {
  std::int64_t ms = 0;

  auto operator<=>(const Timestamp&) const = default;

  std::string to_text() const;
  // Takes RFC 3339 with any offset and up to nine decimals; keeps milliseconds.
  static Result<Timestamp> from_text(std::string_view text);
};

inline constexpr std::int64_t day_ms = 86'400'000;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

// The machine's wall clock. Safe for concurrent use.
const Clock& system_clock();

// Stands still until told to move.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_(start) {}

  Timestamp now() const override { return now_; }
  void advance_ms(std::int64_t ms) { now_.ms += ms; }

 private:
  Timestamp now_;
};

}  // namespace memory_mcp
