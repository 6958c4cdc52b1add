// Keeping advice on several steps to come.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/recommendation.h"
#include "storage/store.h"

namespace memory_mcp {

// Keeps the first of `by_step` as given for the next step of the episode, the second for the one
// behind it, and so on, as far as an episode has steps. Returns the id of the first; "" when there
// is no room for any. not_found without the episode.
Result<std::string> keep_advice_ahead(Store& store, const Clock& clock,
                                      std::string_view namespace_name,
                                      const std::string& episode_id,
                                      const std::vector<Recommendation>& by_step);

}  // namespace memory_mcp
