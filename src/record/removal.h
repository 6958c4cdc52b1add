// Taking an episode away with all that belongs to it.
#pragma once

#include <string>

#include "record/recorder.h"

namespace memory_mcp {

// not_found when there is none.
Result<Removal> remove_episode(Transaction& transaction, const std::string& id);

}  // namespace memory_mcp
