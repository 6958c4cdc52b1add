// The Json type, and the one door through which JSON text comes in.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace memory_mcp {

// Keeps the order of members: what a person wrote comes back as they wrote it.
using Json = nlohmann::ordered_json;

// Refuses (invalid_argument): more than `bytes_max` bytes, nesting beyond limits::json_depth_max,
// invalid UTF-8, the same key twice in one object, integers beyond 64 bits and decimals beyond a
// double (they would be rounded in silence), and whatever else RFC 8259 refuses.
Result<Json> parse_json(std::string_view text, std::size_t bytes_max = limits::message_bytes_max);

// Compact text in one line. Never fails: text that is not UTF-8 gets replacement characters.
std::string to_line(const Json& json);

// Two or more spaces of indentation a level, for people.
std::string to_pretty_text(const Json& json);

}  // namespace memory_mcp
