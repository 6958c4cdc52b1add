// A tool as clients are told of it: as an item of tools/list.
#pragma once

#include <string_view>

#include "json/json.h"
#include "mcp/tool.h"

namespace memory_mcp {

enum class ToolDetail {
  brief,  // Enough to choose by. Its schema takes any object: tools/describe has the real one.
  full,
};

Json tool_to_json(const Tool& tool, ToolDetail detail);

// Up to the first full stop that ends one.
std::string_view first_sentence(std::string_view text);

}  // namespace memory_mcp
