// Whether what was learnt is what the stored episodes say: worked out twice and compared.
#pragma once

#include <string>
#include <vector>

#include "storage/store.h"

namespace memory_mcp {

struct LearningCheck {
  std::size_t namespaces = 0;
  std::size_t episodes = 0;  // Completed ones.
  std::size_t patterns = 0;
  std::vector<std::string> differences;  // A sentence for each namespace that has any.
};

// Learns all of a store in small pieces, as a server does that sees it grow, and all at once, and
// compares every pattern of several episodes and what came of recommending it. Reads each episode
// twice.
Result<LearningCheck> check_learning(Store& store);

}  // namespace memory_mcp
