// Reads members of JSON whose description belongs to somebody else: what is missing, or of another
// type, is nothing, and what is not known is passed over. Our own formats are described structs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "json/json.h"

namespace memory_mcp {

// nullptr when `json` is no object, or has none.
const Json* member(const Json& json, std::string_view name);
// Empty when there is none, or when it is no text.
std::string text_member(const Json& json, std::string_view name);
bool is_true(const Json& json, std::string_view name);
std::optional<double> number_member(const Json& json, std::string_view name);
// RFC 3339, or seconds since 1970.
std::optional<Timestamp> time_member(const Json& json, std::string_view name);

// The text of a message's content, whether it stands there as such or in blocks of type "text";
// blocks are put together with line breaks.
std::string text_of_content(const Json& content);

}  // namespace memory_mcp
