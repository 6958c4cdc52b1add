// In which order related work is done. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/relation.h"

namespace memory_mcp {

struct PlacedEpisode {
  std::string id;
  std::int64_t distance = 0;
};

struct RelationOrder {
  std::vector<std::string> ids;  // All of them, each once.
  // The ids of one cycle, the first of them again at its end; empty when there is none.
  std::vector<std::string> cycle;
};

// What `relations` of acyclic types put first, first; where they say nothing, the nearest, then the
// smallest id. Where they contradict each other, those that no order is good for stand last.
RelationOrder prerequisites_first(std::vector<PlacedEpisode> episodes,
                                  std::span<const Relation> relations);

}  // namespace memory_mcp
