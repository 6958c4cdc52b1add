// How well it went: the episode's reward, and 0 while it is open.
#include "recall/signal.h"

namespace memory_mcp {

float reward_signal(const Sought& sought, const Candidate& candidate) {
  return sought.index.episode(candidate.episode).reward;
}

}  // namespace memory_mcp
