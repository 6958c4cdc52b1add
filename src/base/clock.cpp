#include "base/clock.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>

namespace memory_mcp {
namespace {

using namespace std::chrono;

constexpr std::string_view rfc3339_example = "2026-11-22T15:04:05.678Z";

// Reads exactly `digits` decimal digits from the front of `text` and takes them off.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int number = 0;
  if (text.size() < digits || text.front() == '-') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc{} || end != text.data() + digits) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// ".678" → 678; no fraction → 0; digits beyond milliseconds are read and dropped.
std::optional<int> take_fraction_ms(std::string_view& text) {
  if (!take(text, ".")) return 0;
  int ms = 0;
  std::size_t digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    if (digits < 3) ms = ms * 10 + (text.front() - '0');
    ++digits;
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (; digits < 3; ++digits) ms *= 10;
  return ms;
}

// "Z" or "+02:00", in minutes east of Greenwich.
std::optional<int> take_offset_minutes(std::string_view& text) {
  if (take(text, "Zz")) return 0;
  const bool west = !text.empty() && text.front() == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

std::optional<sys_days> take_date(std::string_view& text) {
  const auto years = take_number(text, 4);
  if (!years || !take(text, "-")) return std::nullopt;
  const auto months = take_number(text, 2);
  if (!months || !take(text, "-")) return std::nullopt;
  const auto days = take_number(text, 2);
  if (!days) return std::nullopt;
  const year_month_day date{year{*years}, month{static_cast<unsigned>(*months)},
                            day{static_cast<unsigned>(*days)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::optional<seconds> take_time_of_day(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  // 60 is a leap second; it counts as the first of the next minute.
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return hours{*hour} + minutes{*minute} + seconds{*second};
}

std::optional<Timestamp> parse(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take(text, "Tt ")) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time) return std::nullopt;
  const auto fraction_ms = take_fraction_ms(text);
  if (!fraction_ms) return std::nullopt;
  const auto offset = take_offset_minutes(text);
  if (!offset || !text.empty()) return std::nullopt;
  const milliseconds since_epoch =
      date->time_since_epoch() + *time + milliseconds{*fraction_ms} - minutes{*offset};
  // The offset can lead out of the years that RFC 3339 can write.
  const year_month_day day{floor<days>(sys_time<milliseconds>{since_epoch})};
  if (day.year() < year{0} || day.year() > year{9999}) return std::nullopt;
  return Timestamp{since_epoch.count()};
}

class SystemClock final : public Clock {
 public:
  Timestamp now() const override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return {duration_cast<milliseconds>(since_epoch).count()};
  }
};

}  // namespace

std::string Timestamp::to_text() const {
  const sys_time<milliseconds> point{milliseconds{ms}};
  const auto date = floor<days>(point);
  const year_month_day day{date};
  const hh_mm_ss time{point - date};
  char text[48];
  const int length = std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(day.year()),
      static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return {text, static_cast<std::size_t>(length)};
}

Result<Timestamp> Timestamp::from_text(std::string_view text) {
  if (const auto parsed = parse(text)) return *parsed;
  return invalid_argument(
      "", "expected a time such as \"" + std::string(rfc3339_example) + "\" (RFC 3339)");
}

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace memory_mcp
