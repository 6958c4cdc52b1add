// How much can be learnt from the record of an episode? Pure. Never a reason to refuse one.
#pragma once

#include "model/episode.h"

namespace memory_mcp {

// 0..1. `novelty` (0..1) is 1 minus the similarity of the most similar older episode.
double quality_score(const Episode& episode, double novelty);

// What the score of a completed episode would be if it were the first of its kind: how good a
// witness it is. The tenth of the same teaches little that is new, but is a tenth witness.
double quality_as_evidence(const Episode& episode);

}  // namespace memory_mcp
