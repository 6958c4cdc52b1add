// A place in the ranking of a query.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace memory_mcp {

// Where a page ended.
struct RecallPlace {
  std::string episode_id;
  std::int64_t step_number = 0;  // 0 for a whole episode.
  std::size_t rank = 0;          // From 1; where the next page begins when the hit is gone.
};

}  // namespace memory_mcp
