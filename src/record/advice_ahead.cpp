#include "record/advice_ahead.h"

#include "base/id.h"
#include "base/limits.h"

namespace memory_mcp {

Result<std::string> keep_advice_ahead(Store& store, const Clock& clock,
                                      std::string_view namespace_name,
                                      const std::string& episode_id,
                                      const std::vector<Recommendation>& by_step) {
  return store.write(namespace_name, [&](Transaction& transaction) -> Result<std::string> {
    std::int64_t after_steps = TRY(transaction.step_count(episode_id));
    std::string first;
    for (Recommendation one : by_step) {
      if (after_steps == limits::steps_per_episode_max) break;
      one.id = make_id(clock);
      one.given_at = clock.now();
      one.episode_id = episode_id;
      one.after_steps = after_steps++;
      TRY(transaction.insert_recommendation(one));
      if (first.empty()) first = one.id;
    }
    return first;
  });
}

}  // namespace memory_mcp
