// Texts that differ in looks only are one: in case, width, ligatures, composed characters.
#pragma once

#include <string>
#include <string_view>

namespace memory_mcp {

// NFKC and full case folding, "Straße" → "strasse". What is no UTF-8 becomes U+FFFD.
std::string folded(std::string_view text);

}  // namespace memory_mcp
