// Tells the name of an environment variable from a key that somebody put in its place.
#pragma once

#include <string_view>

#include "base/result.h"

namespace memory_mcp {

// invalid_argument naming api_key_env, without repeating `text`: it may be the key.
Status check_key_name(std::string_view text);

}  // namespace memory_mcp
