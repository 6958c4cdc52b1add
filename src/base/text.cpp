#include "base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <numeric>

#include "base/check.h"

namespace memory_mcp {
namespace {

// Whether these three bytes are a character that embeds, overrides or isolates a direction.
bool turns_direction(std::string_view bytes) {
  return (bytes >= "\u202A" && bytes <= "\u202E") || (bytes >= "\u2066" && bytes <= "\u2069");
}

constexpr std::string_view whitespace = " \t\r\n\v\f";

// How many bytes the code point starting at `text` has, or 0 when it is malformed.
std::size_t code_point_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;  // A continuation byte, or an overlong form.
  if (!continues(1)) return 0;
  const std::uint8_t second = byte(1);
  if (first < 0xE0) return 2;
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second >= 0xA0;
    return !overlong && !surrogate && continues(2) ? 3 : 0;
  }
  if (first > 0xF4) return 0;
  const bool overlong = first == 0xF0 && second < 0x90;
  const bool too_large = first == 0xF4 && second >= 0x90;
  return !overlong && !too_large && continues(2) && continues(3) ? 4 : 0;
}

// Levenshtein distance, one row at a time.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t substituted = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                  a.begin());
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(whitespace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(whitespace) - first + 1);
}

bool is_blank(std::string_view text) { return trimmed(text).empty(); }

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = code_point_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string well_formed_utf8(std::string text) {
  if (is_utf8(text)) return text;
  std::string formed;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = code_point_length(rest);
    formed += length == 0 ? std::string_view("\uFFFD") : rest.substr(0, length);
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return formed;
}

char32_t take_code_point(std::string_view& text) {
  CHECK(!text.empty());
  const std::size_t length = code_point_length(text);
  CHECK(length > 0);
  constexpr std::uint8_t bits_of_first[] = {0x00, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code_point = static_cast<std::uint8_t>(text[0]) & bits_of_first[length];
  for (std::size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6U) | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
  }
  text.remove_prefix(length);
  return code_point;
}

void append_code_point(std::string& text, char32_t code_point) {
  const auto append = [&](char32_t byte) { text += static_cast<char>(byte); };
  const auto append_rest = [&](unsigned shift) { append(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) return append(code_point);
  if (code_point < 0x800) {
    append(0xC0U | (code_point >> 6U));
  } else if (code_point < 0x10000) {
    append(0xE0U | (code_point >> 12U));
    append_rest(6);
  } else {
    append(0xF0U | (code_point >> 18U));
    append_rest(12);
    append_rest(6);
  }
  append_rest(0);
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80;
  }));
}

std::string without_controls(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<std::uint8_t>(text[i + 1]) : 0;
    const bool is_c1 = byte == 0xC2 && next >= 0x80 && next <= 0x9F;  // Two bytes of UTF-8.
    const bool is_c0 = (byte < ' ' && byte != '\n') || byte == 0x7F;
    const bool turns = turns_direction(text.substr(i, 3));
    plain += is_c0 || is_c1 || turns ? '?' : text[i];
    if (is_c1) ++i;
    if (turns) i += 2;
  }
  return plain;
}

std::string_view cut_to_bytes(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<std::uint8_t>(text[bytes_max]) & 0xC0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string joined(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

std::string with_decimals(double number, int decimals) {
  std::array<char, 512> digits{};  // Of the largest number; 309 stand before its point.
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                          std::chars_format::fixed, decimals);
  CHECK(error == std::errc());
  std::string text(digits.data(), end);
  const bool is_nought = text.find_first_not_of("-0.") == std::string::npos;
  if (is_nought && text.front() == '-') text.erase(0, 1);
  return text;
}

std::string snake_case(std::string_view text) {
  std::string snake;
  for (const char c : text) {
    const auto character = static_cast<unsigned char>(c);
    if (std::isupper(character) != 0) {
      if (!snake.empty() && snake.back() != '_') snake += '_';
      snake += static_cast<char>(std::tolower(character));
    } else {
      snake += c == '-' || c == ' ' ? '_' : c;
    }
  }
  return snake;
}

std::string_view nearest(std::string_view wrong, std::span<const std::string_view> choices) {
  constexpr std::size_t comparable_bytes_max = 100;  // Nobody mistypes more; the work is quadratic.
  constexpr std::size_t telling_prefix = 3;
  if (wrong.size() > comparable_bytes_max) return {};
  std::string_view best;
  std::size_t best_distance = std::string_view::npos;
  for (const auto choice : choices) {
    if (choice.size() > comparable_bytes_max) continue;
    // "coding" for "code_generation": a shared beginning says more than the letters that follow.
    const bool same_start = common_prefix(wrong, choice) >= telling_prefix;
    const std::size_t distance = edit_distance(wrong, choice);
    const bool near =
        distance <= std::max<std::size_t>(1, std::min(wrong.size(), choice.size()) / 3);
    if ((same_start || near) && distance < best_distance) {
      best = choice;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace memory_mcp
