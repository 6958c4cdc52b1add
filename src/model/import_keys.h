// Metadata by which imported episodes are known again: kept and told, and not searched.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace memory_mcp {

inline constexpr std::string_view imported_id_key = "imported_id";
inline constexpr std::string_view import_digest_key = "import_digest";

inline bool is_import_mark(std::string_view key) {
  return key == imported_id_key || key == import_digest_key;
}

}  // namespace memory_mcp
