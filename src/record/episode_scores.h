// What an episode is given when it is completed.
#pragma once

#include "model/episode.h"
#include "storage/store.h"

namespace memory_mcp {

// Sets reward and quality of an episode that has its outcome, its times and its steps, compared
// with those of its kind that are stored. `novelty`, 0..1: 1 minus its likeness to older ones.
Status set_scores(Transaction& transaction, Episode& episode, double novelty);

}  // namespace memory_mcp
