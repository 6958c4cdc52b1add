// The escapes of JavaScript's strings, templates and names, decoded to UTF-8. Malformed ones are
// kept as they are written: what is wrong with a program is the engine's to say.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace memory_mcp {

// A \uXXXX or \u{X…} at the front of `rest`; `bytes` is 0 when there is none.
struct UnicodeEscape {
  char32_t code_point = 0;
  std::size_t bytes = 0;
};

UnicodeEscape unicode_escape(std::string_view rest);

// The value of a string or a template with this text between its quotes.
std::string unescaped(std::string_view text);

// The name that is spelt like this.
std::string unescaped_name(std::string_view text);

}  // namespace memory_mcp
