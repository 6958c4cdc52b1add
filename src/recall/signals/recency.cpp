// How long ago it was: 1 now, and half of it for each half-life.
#include <algorithm>
#include <cmath>

#include "recall/signal.h"

namespace memory_mcp {

float recency_signal(const Sought& sought, const Candidate& candidate) {
  constexpr double half_life_ms = 30.0 * 24 * 3'600'000;
  const auto age_ms =
      static_cast<double>(sought.now.ms - sought.index.episode(candidate.episode).start_ms);
  return static_cast<float>(std::exp2(-std::max(0.0, age_ms) / half_life_ms));
}

}  // namespace memory_mcp
