#include "statistics/series.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "statistics/series_limits.h"

namespace memory_mcp::statistics {
namespace {

std::string text_of(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

Status check_value(const Series& series, std::size_t index) {
  const double value = series.values[index];
  const std::string at_index = " at index " + std::to_string(index);
  if (!std::isfinite(value)) {
    return unfit(series, "has no finite number" + at_index + ": leave that point out, or mend it");
  }
  if (std::abs(value) > limits::series_magnitude_max) {
    return unfit(series, "has " + text_of(value) + at_index + ", and numbers go to " +
                             text_of(limits::series_magnitude_max) + ": give it in a larger unit");
  }
  return Done{};
}

}  // namespace

Status check_series(const Series& series, const Requirement& requirement) {
  const std::size_t points = series.values.size();
  const std::string has = "has " + std::to_string(points) + " points, and ";
  const std::string method(requirement.method);
  if (points < requirement.points_min) {
    return unfit(series, has + method + " needs " + std::to_string(requirement.points_min) +
                             ": give a longer series");
  }
  if (points > limits::series_points_max) {
    return unfit(series, has + method + " takes " + std::to_string(limits::series_points_max) +
                             " at most: give a shorter time, or means of several points");
  }
  for (std::size_t index = 0; index < points; ++index) TRY(check_value(series, index));
  return Done{};
}

Status check_number_of_series(std::span<const Series> all, std::string_view method) {
  if (all.size() < 2) {
    return invalid_argument("", std::string(method) + " is between two series, and there are " +
                                    std::to_string(all.size()) + ": give two or more");
  }
  if (all.size() > limits::series_at_once_max) {
    return invalid_argument("", std::to_string(all.size()) + " series were given, and " +
                                    std::string(method) + " takes " +
                                    std::to_string(limits::series_at_once_max) +
                                    " at most: leave some out");
  }
  return Done{};
}

Status check_probability(std::string_view name, double value) {
  if (value >= 0 && value <= 1) return Done{};
  return invalid_argument(std::string(name), std::string(name) + " is " + text_of(value) +
                                                 ": give a number from 0 to 1");
}

Status check_confidence(double value) {
  if (value > 0 && value < 1) return Done{};
  return invalid_argument("confidence", "confidence is " + text_of(value) +
                                            ": give a number between 0 and 1, such as 0.95");
}

Error unfit(const Series& series, std::string_view why) {
  const std::string name(series.name);
  return invalid_argument(name, "the series \"" + name + "\" " + std::string(why));
}

bool is_constant(std::span<const double> values) {
  if (values.empty()) return true;
  constexpr double rounding = 8 * std::numeric_limits<double>::epsilon();
  const auto [lowest, highest] = std::ranges::minmax(values);
  return highest - lowest <= rounding * std::max(std::abs(lowest), std::abs(highest));
}

}  // namespace memory_mcp::statistics
