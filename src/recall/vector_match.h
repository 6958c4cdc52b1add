// The vector of a query among those of a namespace's episodes.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "embeddings/embedder.h"
#include "recall/namespace_index.h"

namespace memory_mcp {

class VectorMatch {
 public:
  // No vector when there is no embedder to ask, or nothing in the query to embed. The index must
  // outlive it; only what `accepts` takes is found, which changes nothing of how it stands out. All
  // cosines told are those above what unrelated texts have, which is 0 for the builtin embedder.
  VectorMatch(const NamespaceIndex& index, std::optional<Vector> query,
              const AcceptsEpisode& accepts, float unrelated_cosine = 0);

  // The episodes nearest to the query, best first.
  std::span<const Neighbour> nearest() const { return nearest_; }
  // Of each episode; nothing for one without a vector.
  std::vector<std::optional<float>> cosines(std::span<const EpisodeNumber> episodes) const;

  // The cosine of the very nearest, whatever is accepted.
  float highest() const { return highest_; }
  // How much the nearest stand out: how near the first few are, how near those are to each other,
  // and how near what is certainly something else is. Added to a cosine, it says the same whatever
  // the store holds.
  float standing_out() const { return standing_out_; }

 private:
  float measure_standing_out() const;

  const NamespaceIndex& index_;
  std::optional<Vector> query_;
  const float unrelated_cosine_;
  std::vector<Neighbour> nearest_;
  float highest_ = 0;
  float standing_out_ = 0;
};

// The episodes nearest to one of them, which is not told itself; none without its vector. Cosines
// as above.
std::vector<Neighbour> nearest_others(const NamespaceIndex& index, EpisodeNumber own,
                                      float unrelated_cosine);

}  // namespace memory_mcp
