// Bytes as text: RFC 4648 §4, the alphabet with + and /, always padded, as it stands in JSON; and
// §5, with - and _ and never padded, as it stands in tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace memory_mcp {

constexpr std::size_t base64_length(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

std::string to_base64(std::string_view bytes);

// Nothing unless `text` is exactly what to_base64 writes for some bytes: no line breaks, no missing
// padding, no stray bits. One value has one spelling.
std::optional<std::string> from_base64(std::string_view text);

// The same with the other alphabet and without padding, as strict.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace memory_mcp
