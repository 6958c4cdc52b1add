// How well the words match: BM25 of the step, or of the episode with its best three steps.
#include <algorithm>

#include "recall/signal.h"

namespace memory_mcp {
float keyword_signal(const Sought& sought, const Candidate& candidate) {
  const float of_episode = sought.words.episode_score(candidate.episode);
  if (candidate.step) {
    return sought.words.step_score(*candidate.step) + weights::episode_in_step * of_episode;
  }
  float of_steps = 0;
  for (std::size_t i = 0; i < std::min(weights::best_steps, candidate.best_steps.size()); ++i) {
    of_steps += candidate.best_steps[i].first;
  }
  return of_episode +
         weights::steps_in_episode * of_steps / static_cast<float>(weights::best_steps);
}

}  // namespace memory_mcp
