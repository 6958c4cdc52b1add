// Takes secrets out of what is about to be written down: by the name of a member, such as
// "api_key", and by the shape of a text, such as a token in an error message. What looks like a
// secret is one: better a gap in a log than a password in it. Pure functions, in linear time.
#pragma once

#include <string>
#include <string_view>

#include "json/json.h"

namespace memory_mcp {

inline constexpr std::string_view redacted_text = "[redacted]";

Json without_secrets(const Json& json);

std::string text_without_secrets(std::string_view text);

// Whether a member of this name holds a secret: "password", "accessToken", "X-Api-Key".
bool names_a_secret(std::string_view name);

}  // namespace memory_mcp
