// A measured series, and what every method asks of one before it looks at a number.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"

namespace memory_mcp::statistics {

// Values at equal distances in time, oldest first.
struct Series {
  std::string_view name;
  std::span<const double> values;
};

// "a trend", and how many points the shortest series has that one can be found in.
struct Requirement {
  std::string_view method;
  std::size_t points_min = 3;
};

// Refuses a series that is too short or too long, or that holds NaN, infinity or what is larger
// than limits::series_magnitude_max. The error's field is the series' name.
Status check_series(const Series& series, const Requirement& requirement);

// Refuses fewer than two series, and more than limits::series_at_once_max.
Status check_number_of_series(std::span<const Series> all, std::string_view method);

// A probability, 0..1, such as a level of significance.
Status check_probability(std::string_view name, double value);

// More than 0 and less than 1, such as the confidence of an interval.
Status check_confidence(double value);

// What a method says of a series that it cannot measure: the series `is constant: leave it out`.
Error unfit(const Series& series, std::string_view why);

// Whether no value differs from another by more than rounding. One without a value is constant.
bool is_constant(std::span<const double> values);

}  // namespace memory_mcp::statistics
