// What changes between two texts, for a person to look at before it happens.
#pragma once

#include <string>
#include <string_view>

namespace memory_mcp {

// The lines that differ, with a few before and after them, as diff -u draws them. One place of
// change is all there is: everything between the first and the last difference is drawn.
std::string line_change(std::string_view before, std::string_view after);

}  // namespace memory_mcp
