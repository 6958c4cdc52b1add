// Sentences out of patterns: "[renew|replace] the certificate of {service}" says the same in many
// words. One of each bracket's alternatives is taken, and a word of its kind for each brace.
#pragma once

#include <string>
#include <string_view>

#include "base/choice.h"

namespace memory_mcp {

// A pattern that begins with a bracket is something to do, and is asked for in one of several ways;
// any other is a statement and stands as it is.
std::string phrased(std::string_view pattern, Choice& choice);

}  // namespace memory_mcp
