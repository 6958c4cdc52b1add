#include "zygote/typescript/utf8_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace memory_mcp::zygote {
namespace {

constexpr unsigned continuation_bits = 6;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The first bytes of characters of two, three and four bytes, and the least that each may hold.
struct Form {
  unsigned mask;
  unsigned marker;
  std::uint32_t least;
};
constexpr std::array<Form, 3> long_forms{
    {{0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}}};

bool is_scalar(std::uint32_t code_point) {
  return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

// Takes one character off `text`; false when it is none.
bool take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return true;
  for (std::size_t i = 0; i < long_forms.size(); ++i) {
    const Form& form = long_forms[i];
    if ((first & form.mask) != form.marker) continue;
    const std::size_t more = i + 1;
    if (text.size() < more || !std::all_of(text.begin(), text.begin() + more, is_continuation)) {
      return false;
    }
    std::uint32_t code_point = first & ~form.mask & 0xFFU;
    for (const char byte : text.substr(0, more)) {
      code_point = (code_point << continuation_bits) | (static_cast<unsigned char>(byte) & 0x3FU);
    }
    text.remove_prefix(more);
    return code_point >= form.least && is_scalar(code_point);
  }
  return false;
}

}  // namespace

bool is_well_formed(std::string_view utf8) {
  while (!utf8.empty()) {
    if (!take_character(utf8)) return false;
  }
  return true;
}

std::size_t utf16_units(std::string_view utf8) {
  constexpr unsigned char four_bytes = 0xF0;
  std::size_t units = 0;
  for (const char byte : utf8) {
    if (is_continuation(byte)) continue;
    units += static_cast<unsigned char>(byte) >= four_bytes ? 2 : 1;
  }
  return units;
}

std::size_t start_of_line(std::string_view text, int line) {
  std::size_t start = 0;
  for (int before = 1; before < line; ++before) {
    const std::size_t end = text.find('\n', start);
    if (end == std::string_view::npos) return text.size();
    start = end + 1;
  }
  return start;
}

std::string_view line_at(std::string_view text, std::size_t start) {
  const std::string_view rest = text.substr(std::min(start, text.size()));
  return rest.substr(0, rest.find('\n'));
}

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_end = before.rfind('\n');
  const std::size_t line_start = line_end == std::string_view::npos ? 0 : line_end + 1;
  return {.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          .column = static_cast<int>(utf16_units(before.substr(line_start))) + 1};
}

}  // namespace memory_mcp::zygote
