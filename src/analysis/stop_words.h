// Words that every text has: they count little, and are never left out.
#pragma once

#include <string_view>

namespace memory_mcp {

// Of a folded English word.
bool is_stop_word(std::string_view word);

}  // namespace memory_mcp
