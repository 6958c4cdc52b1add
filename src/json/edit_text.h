// Changes one member of JSON text that a person keeps: every other byte stays as it was written,
// with its indentation, its line breaks and the spelling of its numbers.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "json/json.h"

namespace memory_mcp {

// A document that is edited: an object, in what parse_json takes, or nothing but white space,
// which is {}.
Result<Json> parse_edited(std::string_view text);

// `path` names the member from the root down: {"mcpServers", "memory"}. Objects on the way that are
// missing are made; what is there and no object is refused as a conflict.
Result<std::string> text_with_member(std::string_view text, std::span<const std::string> path,
                                     const Json& value);

// The same text when there is no such member.
Result<std::string> text_without_member(std::string_view text, std::span<const std::string> path);

// The value at `path`, or nullptr.
const Json* member_at(const Json& document, std::span<const std::string> path);

}  // namespace memory_mcp
