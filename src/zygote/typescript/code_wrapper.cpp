#include "zygote/typescript/code_wrapper.h"

#include <algorithm>
#include <initializer_list>

#include "zygote/typescript/utf8_text.h"

namespace memory_mcp::zygote {
namespace {

constexpr std::string_view spaces = " \n";

void join(std::span<char> into, std::initializer_list<std::string_view> parts) {
  std::size_t used = 0;
  for (const std::string_view part : parts) {
    used += part.copy(into.data() + used, into.size() - used);
  }
}

std::size_t after_spaces(std::string_view text, std::size_t from) {
  return std::min(text.find_first_not_of(spaces, from), text.size());
}

// Takes `part` and the white space after it off the front.
bool take(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(after_spaces(text, part.size()));
  return true;
}

// Takes `part` and the white space after it off the end.
bool take_last(std::string_view& text, std::string_view part) {
  text = text.substr(0, text.find_last_not_of(spaces) + 1);
  if (!text.ends_with(part)) return false;
  text.remove_suffix(part.size());
  return true;
}

// Puts spaces over the first `name` and what must stand around it.
bool blank(std::span<char> text, std::string_view before, std::string_view name,
           std::string_view after) {
  const std::string_view view(text.data(), text.size());
  const std::size_t place = view.find(name);
  if (place == std::string_view::npos || !view.substr(0, place).ends_with(before) ||
      !view.substr(place + name.size()).starts_with(after)) {
    return false;
  }
  const std::span<char> all =
      text.subspan(place - before.size(), before.size() + name.size() + after.size());
  std::ranges::fill(all, ' ');
  return true;
}

MapPlace place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_end = before.rfind('\n');
  const std::size_t start = line_end == std::string_view::npos ? 0 : line_end + 1;
  return {.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          .column = static_cast<int>(offset - start)};
}

}  // namespace

CodeWrapper::CodeWrapper(std::uint64_t nonce) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr unsigned digit_bits = 4;
  name_[0] = 'w';
  for (std::size_t i = 1; i < name_.size(); ++i, nonce >>= digit_bits) {
    name_[i] = digits[nonce % digits.size()];
  }
  join(head_, {"async function ", name(), "(){", name(), ":{"});
  join(tail_, {"\nconst ", name(), "=0;break ", name(), "}}"});
}

bool CodeWrapper::suits(std::string_view code) const {
  return code.find(name()) == std::string_view::npos;
}

std::optional<std::string_view> CodeWrapper::body_in_place(std::string_view output,
                                                           std::string_view wrapped) const {
  if (output.size() < head_size + tail_size || !output.starts_with(head()) ||
      !output.ends_with(tail())) {
    return std::nullopt;
  }
  // A blank is a byte, whatever it replaces, but there are as many as JavaScript counts.
  if (output.size() != wrapped.size() && utf16_units(output) != utf16_units(wrapped)) {
    return std::nullopt;
  }
  return output.substr(head_size, output.size() - head_size - tail_size);
}

std::optional<CodeWrapper::Printed> CodeWrapper::body_of_printed(std::span<char> output) const {
  const std::string_view whole(output.data(), output.size());
  std::string_view rest = whole;
  if (!take(rest, "async function ") || !take(rest, name()) || !take(rest, "() {") ||
      !take(rest, name()) || !take(rest, ": {") || !take_last(rest, "}") || !take_last(rest, "}")) {
    return std::nullopt;
  }
  const auto start = static_cast<std::size_t>(rest.data() - whole.data());
  const std::span<char> body = output.subspan(start, rest.size());
  if (!blank(body, "const ", name(), " = 0;") || !blank(body, "break ", name(), ";")) {
    return std::nullopt;
  }
  if (rest.find(name()) != std::string_view::npos) return std::nullopt;
  return Printed{.body = rest, .start = place_of(whole, start)};
}

}  // namespace memory_mcp::zygote
