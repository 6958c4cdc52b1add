// What the zygote asks of UTF-8 text, without allocating (base/text.h has more, for the server).
#pragma once

#include <cstddef>
#include <string_view>

#include "zygote/engine/positions.h"

namespace memory_mcp::zygote {

// Well-formed: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_well_formed(std::string_view utf8);

// How long JavaScript takes the text to be: what is beyond 16 bits counts twice.
std::size_t utf16_units(std::string_view utf8);

// The byte where a line (from 1) starts, or the end of the text when it has fewer.
std::size_t start_of_line(std::string_view text, int line);
// The rest of the line that starts at a byte, without its '\n'.
std::string_view line_at(std::string_view text, std::size_t start);

// The position of a byte; of one behind the text, that of its end.
Position position_of(std::string_view text, std::size_t offset);

}  // namespace memory_mcp::zygote
