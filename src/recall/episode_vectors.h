// The vectors of a namespace's episodes, all of one generation, and which episodes had their turn:
// a text with nothing to go by has no vector, and needs none.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "embeddings/embedder.h"
#include "vectors/vector_index.h"

namespace memory_mcp {

// Episodes are numbered from 0 as they come; the number of one that was removed stays unused.
using EpisodeNumber = std::uint32_t;
inline constexpr EpisodeNumber no_episode = std::numeric_limits<EpisodeNumber>::max();

// Readers may run beside each other, and not beside a writer.
class EpisodeVectors {
 public:
  explicit EpisodeVectors(EmbeddingGeneration generation);

  const EmbeddingGeneration& generation() const { return generation_; }
  const VectorIndex& index() const { return index_; }

  // What the embedder made of the episode's description.
  void settle(EpisodeNumber episode, const Vector& vector);
  // It is described in other words by now: its turn comes again.
  void unsettle(EpisodeNumber episode);
  // Once, when the episode goes.
  void erase(EpisodeNumber episode);
  bool is_settled(EpisodeNumber episode) const;
  // How many of those that are there.
  std::size_t settled() const { return settled_count_; }
  // All below are settled or gone: nobody need look there for one that is not.
  EpisodeNumber settled_below() const { return settled_below_; }

 private:
  void mark(EpisodeNumber episode);

  const EmbeddingGeneration generation_;
  VectorIndex index_;
  std::vector<bool> is_settled_;
  std::size_t settled_count_ = 0;
  EpisodeNumber settled_below_ = 0;
};

}  // namespace memory_mcp
