// The vector of a text, and what its cosines with others mean.
#pragma once

#include <optional>

#include "embeddings/embedder.h"

namespace memory_mcp {

struct EmbeddedText {
  std::optional<Vector> vector;  // None when there is nothing in the text to go by.
  EmbeddingGeneration generation;
  // What texts have by this embedder that have nothing to do with each other.
  float unrelated_cosine = 0;
};

// From 0, as near as anything, to 1, the same: comparable between embedders.
inline float above_unrelated(float cosine, float unrelated_cosine) {
  return (cosine - unrelated_cosine) / (1 - unrelated_cosine);
}

}  // namespace memory_mcp
