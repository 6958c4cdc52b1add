// How well the words match: BM25 of the step, or of the episode with its best three steps.
#include <algorithm>

#include "recall/signal.h"

namespace memory_mcp {
namespace {

constexpr float steps_part_of_episode = 0.5F;
constexpr std::size_t best_steps = 3;

}  // namespace

float keyword_signal(const Sought& sought, const Candidate& candidate) {
  const float of_episode = sought.words.episode_score(candidate.episode);
  if (candidate.step) {
    return sought.words.step_score(*candidate.step) + episode_part_of_step * of_episode;
  }
  float of_steps = 0;
  for (std::size_t i = 0; i < std::min(best_steps, candidate.best_steps.size()); ++i) {
    of_steps += candidate.best_steps[i].first;
  }
  return of_episode + steps_part_of_episode * of_steps / best_steps;
}

}  // namespace memory_mcp
