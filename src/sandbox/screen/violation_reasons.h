// The sentences in which the screen tells a model what is wrong and what to do instead.
#pragma once

#include <string>
#include <string_view>

#include "memory_mcp/execution.h"

namespace memory_mcp {

// "require('fs') reaches for the file system, which …".
std::string reason_for(SecurityViolationType type, const std::string& construct);

// "eval('…') would run a text that this sandbox refuses: …".
std::string reason_for_generated(const std::string& construct, const std::string& reason);

// A piece of the program between single quotes: printable, well-formed and short.
std::string quoted(std::string_view text);

}  // namespace memory_mcp
