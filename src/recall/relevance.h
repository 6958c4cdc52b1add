// How sure it is that a candidate belongs to the query, 0..1, whatever else was found. Scores by
// which candidates are ordered cannot say that: the best of nothing is still best.
#pragma once

#include "recall/signal.h"

namespace memory_mcp {

float relevance(const Sought& sought, const Candidate& candidate);

}  // namespace memory_mcp
