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

// Refuses as invalid_argument what is not JSON: whatever RFC 8259 refuses, invalid UTF-8, and what
// it leaves open: the same key twice in one object, nesting beyond `depth_max`, more
// than `bytes_max` bytes. Refuses as exhausted integers beyond 64 bits: they are JSON, but would be
// rounded in silence.
Result<Json> parse_json(std::string_view text, std::size_t bytes_max = limits::message_bytes_max,
                        std::size_t depth_max = limits::json_depth_max);

// The same JSON text with U+FFFD for each escape that is half of a surrogate pair ("\ud800"), which
// parse_json refuses: no text can hold it.
std::string without_half_surrogates(std::string_view text);

// Compact text in one line. Never fails: text that is not UTF-8 gets replacement characters.
std::string to_line(const Json& json);

// Adds a member whose name the object is known not to have: Json itself would look at all others.
void append_member(Json& object, std::string name, Json value);

// Two or more spaces of indentation a level, for people.
std::string to_pretty_text(const Json& json);

}  // namespace memory_mcp
