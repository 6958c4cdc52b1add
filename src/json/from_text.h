// Values as a person types them, in a flag or an environment variable.
#pragma once

#include <string>

#include "json/json.h"

namespace memory_mcp {

// Text as the JSON that `schema` (of one property) expects: text stays text, everything else is
// read as JSON. What is not JSON stays text too, for the parser to refuse in its own words.
Json value_from_text(const Json& schema, const std::string& text);

}  // namespace memory_mcp
