// Why a hit stands where it does, in the terms of the one who asked.
#pragma once

#include <span>

#include "recall/rank.h"

namespace memory_mcp {

// Of the hit at `place` of the ranking.
Explanation explain(const Sought& sought, std::span<const QueryWord> words,
                    std::span<const Ranked> ranking, std::size_t place);

}  // namespace memory_mcp
