#include "recall/relevance.h"

#include <algorithm>

namespace memory_mcp {
namespace {

// The part of the query's words, each by what it says, that stand in the candidate. What stands
// nowhere says most, and counts as missing.
float coverage(const Sought& sought, const Candidate& candidate) {
  float all = 0;
  float covered = 0;
  for (std::size_t word = 0; word < sought.words.words(); ++word) {
    const float says = sought.words.says(word);
    all += says;
    const bool is_there = candidate.step ? sought.words.is_in_step(word, *candidate.step)
                                         : sought.words.is_in_episode(word, candidate.episode);
    if (is_there) covered += says;
  }
  return all == 0 ? 0 : covered / all;
}

}  // namespace

float relevance(const Sought& sought, const Candidate& candidate) {
  const float covered = coverage(sought, candidate);
  if (!candidate.cosine) return covered;
  constexpr float cosine_part = 0.5F;
  return std::clamp((1 - cosine_part) * covered + cosine_part * std::max(0.0F, *candidate.cosine),
                    0.0F, 1.0F);
}

}  // namespace memory_mcp
