#include "statistics/report/number_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace memory_mcp::statistics {
namespace {

std::string text_of(double number, int digits) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                 std::chars_format::general, digits)
                       .ptr;
  return {text.data(), end};
}

}  // namespace

std::string brief(double number) { return text_of(number, 4); }

std::string p_text(double p_value) {
  constexpr double least = 0.001;
  return p_value < least ? "p < 0.001" : "p = " + brief(p_value);
}

std::string percent_text(double share) {
  constexpr double most = 0.999;
  if (share > most) return "over 99.9 %";
  const double percent = 100 * share;
  // Where tenths make a difference.
  return brief(share > 0.99 ? std::round(10 * percent) / 10 : std::round(percent)) + " %";
}

double with_digits(double number, int digits) {
  const std::string text = text_of(number, digits);
  double written = number;
  std::from_chars(text.data(), text.data() + text.size(), written);
  return written;
}

}  // namespace memory_mcp::statistics
