#include "recall/relevance.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

// From 0 to 1 around `middle`, most of it within a few times `width`.
float logistic(float value, float middle, float width) {
  return 1 / (1 + std::exp((middle - value) / width));
}

// Of a text in which that part of the query stands.
float of_part(float part) {
  constexpr float middle = 0.45F;
  constexpr float width = 0.15F;
  return logistic(part, middle, width);
}

}  // namespace

float Relevance::of(const Candidate& candidate) const {
  if (candidate.step) return of_part(sought_.words.part_in_step(*candidate.step));
  return std::max(by_words(candidate), by_description(candidate));
}

// That of its best step. Where no step has a word, most of the query must stand in the record
// itself, such as in its outcome or tags, of which the vector knows nothing.
float Relevance::by_words(const Candidate& candidate) const {
  if (candidate.best_steps.empty()) {
    constexpr float middle = 0.75F;
    constexpr float width = 0.08F;
    return logistic(sought_.words.part_in_episode(candidate.episode), middle, width);
  }
  float part = 0;
  for (const auto& [score, step] : candidate.best_steps) {
    part = std::max(part, sought_.words.part_in_step(step));
  }
  return of_part(part);
}

float Relevance::by_description(const Candidate& candidate) const {
  if (!candidate.cosine) return of_part(sought_.words.part_in_episode(candidate.episode));
  if (!sought_.words.names_something()) return 0;  // Stop words are near to anything.
  constexpr float words_weight = 0.3F;
  constexpr float middle = 0.25F;
  constexpr float width = 0.1F;
  const float of_nearest = sought_.vector.standing_out() +
                           words_weight * sought_.words.part_in_episode(candidate.episode);
  return logistic(*candidate.cosine + of_nearest * part_of_nearest(*candidate.cosine, of_nearest),
                  middle, width);
}

// That the query is known speaks for what is as near as the nearest, and not for what is far from
// it, nor where the nearest is far itself. That it is unknown speaks against all.
float Relevance::part_of_nearest(float cosine, float of_nearest) const {
  if (of_nearest <= 0) return 1;
  constexpr float near = 0.4F;
  const float highest = std::max(sought_.vector.highest(), near);
  const float part = std::clamp(cosine / highest, 0.0F, 1.0F);
  return part * part;
}

}  // namespace memory_mcp
