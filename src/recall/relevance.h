// How sure it is that a candidate belongs to the query, 0..1, whatever else was found. The scores
// by which candidates are ordered cannot say that: the best of nothing is still best.
#pragma once

#include "recall/signal.h"

namespace memory_mcp {

// Below it a candidate is not told at all.
inline constexpr float relevance_min = 0.1F;
// From it on an episode is told as a similar one to whoever begins a task.
inline constexpr double relevance_of_similar = 0.5;

class Relevance {
 public:
  explicit Relevance(const Sought& sought) : sought_(sought) {}

  float of(const Candidate& candidate) const;

 private:
  float by_words(const Candidate& candidate) const;
  float by_description(const Candidate& candidate) const;
  float part_of_nearest(float cosine, float of_nearest) const;

  const Sought& sought_;
};

}  // namespace memory_mcp
