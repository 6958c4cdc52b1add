// SHA-256, for what is recognised by its digest: code, tokens, lines of a log.
#pragma once

#include <string>
#include <string_view>

namespace memory_mcp {

inline constexpr std::size_t sha256_digits = 64;

// In lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace memory_mcp
