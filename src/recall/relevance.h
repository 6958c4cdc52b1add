// How sure it is that a candidate belongs to the query, 0..1, whatever else was found. The scores
// by which candidates are ordered cannot say that: the best of nothing is still best.
#pragma once

#include "recall/signal.h"

namespace memory_mcp {

// Below it a candidate is not told at all.
inline constexpr float relevance_min = 0.1F;

class Relevance {
 public:
  explicit Relevance(const Sought& sought);

  // `score` is the candidate's own, of words and vector without the priors.
  float of(const Candidate& candidate, float score) const;

 private:
  float of_step(float score) const;
  float of_record(const Candidate& candidate) const;
  float part_in(EpisodeNumber episode) const;
  float of_description(const Candidate& candidate) const;
  float part_of_nearest(float cosine, float of_nearest) const;

  const Sought& sought_;
  float words_found_ = 0;  // The part of the query that stands in what is nearest.
};

}  // namespace memory_mcp
