// How far back a question about the past goes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace memory_mcp {

enum class TimeRange { day, week, month, quarter, all };

constexpr auto names_of(TimeRange) {
  using namespace std::literals;
  return std::array{std::pair{TimeRange::day, "24h"sv}, std::pair{TimeRange::week, "7d"sv},
                    std::pair{TimeRange::month, "30d"sv}, std::pair{TimeRange::quarter, "90d"sv},
                    std::pair{TimeRange::all, "all"sv}};
}

// Its beginning; none of all time.
inline std::optional<Timestamp> since(TimeRange range, Timestamp now) {
  switch (range) {
    case TimeRange::day:
      return Timestamp{now.ms - day_ms};
    case TimeRange::week:
      return Timestamp{now.ms - 7 * day_ms};
    case TimeRange::month:
      return Timestamp{now.ms - 30 * day_ms};
    case TimeRange::quarter:
      return Timestamp{now.ms - 90 * day_ms};
    case TimeRange::all:
      break;
  }
  return {};
}

}  // namespace memory_mcp
