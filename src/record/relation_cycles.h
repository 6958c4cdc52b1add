// Whether relations of one type come round to where they began.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/relation.h"

namespace memory_mcp {

// Those that begin or end at an episode.
using RelationsOf = std::function<Result<std::vector<Relation>>(const std::string& id)>;

// The ids of one cycle that can be reached from `starts`, the first of them again at its end; empty
// when there is none. Asks for the relations of each episode once.
Result<std::vector<std::string>> find_cycle(RelationType type, std::span<const std::string> starts,
                                            const RelationsOf& relations_of);

}  // namespace memory_mcp
