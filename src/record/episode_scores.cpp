#include "record/episode_scores.h"

#include "learn/quality.h"
#include "learn/reward.h"

namespace memory_mcp {

Status set_scores(Transaction& transaction, Episode& episode, double novelty) {
  episode.reward = reward_parts(episode, TRY(transaction.ranks(effort_of(episode))));
  episode.reward_score = reward_score(*episode.reward);
  episode.quality_score = quality_score(episode, novelty);
  episode.novelty = novelty;
  return Done{};
}

}  // namespace memory_mcp
