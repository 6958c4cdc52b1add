// Which tools belong to a question in plain words: BM25 over the stems of their names, titles,
// descriptions, keywords and arguments.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "mcp/tool.h"

namespace memory_mcp {

struct FoundTool {
  const Tool* tool;
  double score = 0;  // How much of the question it answers, 0..1.
};

// Best first, at most `limit`; ties in the order of `tools`. None for a question that no tool has a
// word of. Twenty tools are read in less time than an index of them would be worth.
std::vector<FoundTool> search_tools(std::span<const Tool> tools, std::string_view question,
                                    std::size_t limit);

}  // namespace memory_mcp
