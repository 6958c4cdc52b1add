#include "zygote/typescript/unsupported_syntax.h"

#include <algorithm>
#include <array>

namespace memory_mcp::zygote {
namespace {

// U+00A4, in place of two characters: as long as they in bytes, and one cell wide.
constexpr std::string_view no_program_has_it = "\xC2\xA4";
constexpr std::string_view accessor = "accessor";

// Bytes of characters beyond ASCII count as letters, as nearly all of them are.
bool is_name_character(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' || byte == '\\' ||
         static_cast<unsigned char>(byte) >= 0x80;
}

std::string_view name_at_front(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_name_character);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// What follows must be harmless to lose: a '\\' or '$' may be what keeps a string or template
// whole.
bool is_decorator(std::string_view code) {
  if (code.size() < 2 || code[0] != '@') return false;
  const bool is_ascii = static_cast<unsigned char>(code[1]) < 0x80;
  return code[1] == '(' ||
         (is_ascii && is_name_character(code[1]) && code[1] != '\\' && code[1] != '$');
}

// A variable of that name may be followed by one of these, on the same line.
bool is_operator(std::string_view word) {
  constexpr std::array<std::string_view, 6> operators{"in", "instanceof", "of",
                                                      "as", "satisfies",  "is"};
  return std::ranges::find(operators, word) != operators.end();
}

bool is_auto_accessor(std::string_view code) {
  if (!code.starts_with(accessor)) return false;
  code.remove_prefix(accessor.size());
  const std::size_t gap = code.find_first_not_of(" \t");
  if (gap == 0 || gap == std::string_view::npos) return false;
  code.remove_prefix(gap);
  const std::string_view word = name_at_front(code);
  return code.front() == '#' || (!word.empty() && !is_operator(word));
}

}  // namespace

bool spoil_unsupported(std::span<char> code) {
  const std::string_view view(code.data(), code.size());
  bool spoilt = false;
  for (std::size_t at = view.find_first_of("@a"); at != std::string_view::npos;
       at = view.find_first_of("@a", at + 1)) {
    const bool starts_name = at == 0 || !is_name_character(view[at - 1]);
    const std::string_view rest = view.substr(at);
    if (!is_decorator(rest) && !(starts_name && is_auto_accessor(rest))) continue;
    no_program_has_it.copy(&code[at], no_program_has_it.size());
    spoilt = true;
  }
  return spoilt;
}

std::string_view complaint_about_unsupported(std::string_view code) {
  if (is_decorator(code)) {
    return "decorators are not supported: call the decorating function on the class instead";
  }
  if (is_auto_accessor(code)) {
    return "'accessor' fields are not supported: write a getter and a setter instead";
  }
  return {};
}

}  // namespace memory_mcp::zygote
