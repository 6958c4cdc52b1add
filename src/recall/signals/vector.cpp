// The cosine with the query, in the space of the active embedder.
#include <algorithm>

#include "recall/signal.h"

namespace memory_mcp {

float vector_signal(const Sought&, const Candidate& candidate) {
  return std::max(0.0F, candidate.cosine.value_or(0));
}

}  // namespace memory_mcp
