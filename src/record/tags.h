// Tags as they are kept: trimmed, lower-case, sorted, each once.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace memory_mcp {

// Refuses (invalid_argument) a tag that is too short or too long, or that holds anything but
// letters and digits of any script, '-' and '_'.
Result<std::vector<std::string>> normal_tags(const std::vector<std::string>& tags);

}  // namespace memory_mcp
