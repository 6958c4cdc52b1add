#include "sandbox/screen/script_escapes.h"

#include <array>

namespace memory_mcp {
namespace {

constexpr char32_t code_point_max = 0x10FFFF;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Unlike base/text.h, which asks for well-formed UTF-8, this writes lone surrogates as they come: a
// script may name them, and nothing but comparisons is done with the outcome.
void append_utf8(std::string& out, char32_t c) {
  constexpr std::array<char32_t, 4> leads = {0, 0xC0, 0xE0, 0xF0};
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const std::size_t tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  out += static_cast<char>(leads[tail] | (c >> (6 * tail)));
  for (std::size_t i = tail; i-- > 0;) {
    out += static_cast<char>(0x80U | ((c >> (6 * i)) & 0x3FU));
  }
}

// Exactly `digits` hexadecimal digits at the front of `rest`, or nothing.
UnicodeEscape fixed_hex(std::string_view rest, std::size_t digits) {
  if (rest.size() < digits) return {};
  char32_t value = 0;
  for (const char c : rest.substr(0, digits)) {
    if (hex_value(c) < 0) return {};
    value = value * 16 + static_cast<char32_t>(hex_value(c));
  }
  return {value, digits};
}

UnicodeEscape octal(std::string_view rest) {
  char32_t value = 0;
  std::size_t digits = 0;
  while (digits < 3 && digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '7') {
    const char32_t next = value * 8 + static_cast<char32_t>(rest[digits] - '0');
    if (next > 0xFF) break;
    value = next;
    ++digits;
  }
  return {value, digits};
}

// Two \u escapes may spell one character between them.
UnicodeEscape joined_surrogates(std::string_view rest) {
  const UnicodeEscape high = unicode_escape(rest);
  if (high.code_point < 0xD800 || high.code_point > 0xDBFF) return high;
  const UnicodeEscape low = unicode_escape(rest.substr(high.bytes));
  if (low.bytes == 0 || low.code_point < 0xDC00 || low.code_point > 0xDFFF) return high;
  const char32_t whole = 0x10000 + ((high.code_point - 0xD800) << 10U) + (low.code_point - 0xDC00);
  return {whole, high.bytes + low.bytes};
}

std::size_t line_continuation(std::string_view rest) {
  if (rest.starts_with("\r\n")) return 2;
  if (rest[0] == '\n' || rest[0] == '\r') return 1;
  return rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

// Writes what the escape at the front of `rest`, a backslash and more, stands for; its length.
std::size_t append_escape(std::string& out, std::string_view rest) {
  if (rest.size() < 2) return rest.size();
  if (const UnicodeEscape unicode = joined_surrogates(rest); unicode.bytes > 0) {
    append_utf8(out, unicode.code_point);
    return unicode.bytes;
  }
  const UnicodeEscape number =
      rest[1] == 'x' ? fixed_hex(rest.substr(2), 2) : octal(rest.substr(1));
  if (number.bytes > 0) {
    append_utf8(out, number.code_point);
    return number.bytes + (rest[1] == 'x' ? 2 : 1);
  }
  if (const std::size_t skipped = line_continuation(rest.substr(1)); skipped > 0) {
    return 1 + skipped;
  }
  constexpr std::string_view letters = "nrtbvf";
  constexpr std::string_view values = "\n\r\t\b\v\f";
  const std::size_t letter = letters.find(rest[1]);
  out += letter == std::string_view::npos ? rest[1] : values[letter];
  return 2;
}

}  // namespace

UnicodeEscape unicode_escape(std::string_view rest) {
  if (!rest.starts_with("\\u")) return {};
  if (!rest.starts_with("\\u{")) {
    const UnicodeEscape hex = fixed_hex(rest.substr(2), 4);
    return hex.bytes == 0 ? hex : UnicodeEscape{hex.code_point, 6};
  }
  char32_t value = 0;
  std::size_t at = 3;
  for (; at < rest.size() && hex_value(rest[at]) >= 0; ++at) {
    value = value * 16 + static_cast<char32_t>(hex_value(rest[at]));
    if (value > code_point_max) return {};
  }
  const bool is_complete = at > 3 && at < rest.size() && rest[at] == '}';
  return is_complete ? UnicodeEscape{value, at + 1} : UnicodeEscape{};
}

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t plain = text.find('\\');
    out += text.substr(0, plain);
    if (plain == std::string_view::npos) break;
    text.remove_prefix(plain);
    text.remove_prefix(append_escape(out, text));
  }
  return out;
}

std::string unescaped_name(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const UnicodeEscape escape = unicode_escape(text);
    if (escape.bytes > 0) append_utf8(out, escape.code_point);
    if (escape.bytes == 0) out += text.front();
    text.remove_prefix(escape.bytes > 0 ? escape.bytes : 1);
  }
  return out;
}

}  // namespace memory_mcp
