// Small pieces of sentences about episodes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "learn/names.h"

namespace memory_mcp {

std::string percent(double share);                                // "61 %".
std::string counted(std::size_t number, std::string_view thing);  // "1 step", "2 steps".
// Its first line, cut to what fits into a sentence, without a full stop.
std::string shortened(std::string_view text);
// The same in quotes.
std::string in_quotes(std::string_view text);

std::vector<std::string> texts_of(std::span<const NameId> names, const Names& of);

}  // namespace memory_mcp
