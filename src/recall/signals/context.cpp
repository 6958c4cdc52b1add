// Whether it comes from where the asker works: domain and kind of task, half each.
#include "recall/signal.h"

namespace memory_mcp {

float context_signal(const Sought& sought, const Candidate& candidate) {
  constexpr float half = 0.5F;
  const EpisodeFacts& facts = sought.index.episode(candidate.episode);
  const RecallQuery& query = sought.query;
  return (query.domain && *query.domain == facts.domain ? half : 0) +
         (query.task_type && *query.task_type == facts.task_type ? half : 0);
}

}  // namespace memory_mcp
