// How well did an episode go? A pure function: same episode and peers, same reward.
#pragma once

#include "model/effort.h"
#include "model/episode.h"

namespace memory_mcp {

// The three parts, each 0..1, of a completed episode.
RewardParts reward_parts(const Episode& episode, const PeerRanks& ranks);

// reward = o·(0.70 + 0.15·e + 0.15·q) + (1 − o)·0.10·q, so that a success scores 0.70..1 and a
// failure 0..0.10, and a better outcome never scores below a worse one with equal e and q.
double reward_score(const RewardParts& parts);

}  // namespace memory_mcp
