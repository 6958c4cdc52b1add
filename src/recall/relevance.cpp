#include "recall/relevance.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {
namespace {

// From 0 to 1 around `middle`, most of it within a few times `width`.
float logistic(float value, float middle, float width) {
  return 1 / (1 + std::exp((middle - value) / width));
}

float part_of_words(const Sought& sought, const auto& stands_somewhere) {
  float all = 0;
  float found = 0;
  for (std::size_t word = 0; word < sought.words.words(); ++word) {
    all += sought.words.says(word);
    if (stands_somewhere(word)) found += sought.words.says(word);
  }
  return all == 0 ? 0 : found / all;
}

}  // namespace

Relevance::Relevance(const Sought& sought) : sought_(sought) {
  constexpr std::size_t first_few = 5;
  const auto nearest = sought.vector.nearest();
  const auto first = nearest.subspan(0, std::min(first_few, nearest.size()));
  words_found_ = part_of_words(sought, [&](std::size_t word) {
    return std::ranges::any_of(
        first, [&](const Neighbour& near) { return sought.words.is_in_episode(word, near.id); });
  });
}

float Relevance::of(const Candidate& candidate, float score) const {
  if (candidate.step) return of_step(score);
  const float by_words =
      candidate.best_steps.empty()
          ? of_record(candidate)
          : of_step(score_of_step(sought_, candidate, candidate.best_steps.front().first));
  return std::max(by_words, of_description(candidate));
}

// Where no step has a word: most of the query must stand in the record itself, such as in its
// outcome or tags, of which the vector knows nothing.
float Relevance::of_record(const Candidate& candidate) const {
  constexpr float middle = 0.75F;
  constexpr float width = 0.08F;
  return logistic(part_in(candidate.episode), middle, width);
}

float Relevance::part_in(EpisodeNumber episode) const {
  return part_of_words(
      sought_, [&](std::size_t word) { return sought_.words.is_in_episode(word, episode); });
}

// The part of the best that a step could score. A word that stands nowhere lowers it most.
float Relevance::of_step(float score) const {
  // A word that gains most both in the step and in its episode.
  const float highest_gain = (1 + episode_part_of_step) * sought_.index.step_words().gain_max();
  constexpr float middle = 0.17F;
  constexpr float width = 0.03F;
  const float best = highest_gain * sought_.words.best_possible();
  return best == 0 ? 0 : logistic(score / best, middle, width);
}

float Relevance::of_description(const Candidate& candidate) const {
  if (!candidate.cosine) return part_in(candidate.episode);
  constexpr float words_weight = 0.3F;
  constexpr float middle = 0.25F;
  constexpr float width = 0.1F;
  const float of_nearest = sought_.vector.standing_out() + words_weight * words_found_;
  return logistic(*candidate.cosine + of_nearest * part_of_nearest(*candidate.cosine, of_nearest),
                  middle, width);
}

// That the query is known speaks for what is as near as the nearest, and not for what is far from
// it. That it is unknown speaks against all.
float Relevance::part_of_nearest(float cosine, float of_nearest) const {
  const auto nearest = sought_.vector.nearest();
  if (of_nearest <= 0 || nearest.empty()) return 1;
  const float highest = nearest.front().cosine;
  const float part = highest <= 0 ? 1 : std::clamp(cosine / highest, 0.0F, 1.0F);
  return part * part;
}

}  // namespace memory_mcp
