#include "recall/episode_vectors.h"

#include <algorithm>

namespace memory_mcp {

EpisodeVectors::EpisodeVectors(EmbeddingGeneration generation)
    : generation_(std::move(generation)),
      index_(static_cast<std::size_t>(generation_.dimensions)) {}

void EpisodeVectors::settle(EpisodeNumber episode, const Vector& vector) {
  if (is_settled(episode)) return;
  mark(episode);
  ++settled_count_;
  if (has_direction(vector)) index_.put(episode, vector);
}

void EpisodeVectors::unsettle(EpisodeNumber episode) {
  if (!is_settled(episode)) return;
  is_settled_[episode] = false;
  --settled_count_;
  settled_below_ = std::min(settled_below_, episode);
  index_.erase(episode);
}

void EpisodeVectors::erase(EpisodeNumber episode) {
  if (is_settled(episode)) --settled_count_;
  mark(episode);  // Its number is not used again.
  index_.erase(episode);
}

void EpisodeVectors::mark(EpisodeNumber episode) {
  if (is_settled_.size() <= episode) is_settled_.resize(std::size_t{episode} + 1);
  is_settled_[episode] = true;
  while (is_settled(settled_below_)) ++settled_below_;
}

bool EpisodeVectors::is_settled(EpisodeNumber episode) const {
  return episode < is_settled_.size() && is_settled_[episode];
}

}  // namespace memory_mcp
