#include "recall/embedding/embedding_state.h"

namespace memory_mcp {

KeptEmbedder kept(const EmbeddingChoice& choice, const Embedder& embedder,
                  double unrelated_cosine) {
  const EmbeddingGeneration& generation = embedder.generation();
  return {.choice = choice,
          .provider = generation.provider,
          .model = generation.model,
          .dimensions = generation.dimensions,
          .preprocessing = generation.preprocessing,
          .origin = generation.origin,
          .unrelated_cosine = unrelated_cosine};
}

}  // namespace memory_mcp
