#include "record/removal.h"

#include "recall/embedding/stored_vectors.h"

namespace memory_mcp {

Result<Removal> remove_episode(Transaction& transaction, const std::string& id) {
  const Removal removal{.steps = TRY(transaction.step_count(id))};
  // Of one that cannot be read, nobody knows the text any more.
  const auto episode = transaction.episode_without_steps(id);
  TRY(transaction.remove(id));
  if (episode.ok()) TRY(transaction.forget_vectors(filed(episode->task_description)));
  return removal;
}

}  // namespace memory_mcp
