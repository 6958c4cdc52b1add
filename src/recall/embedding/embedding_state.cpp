#include "recall/embedding/embedding_state.h"

namespace memory_mcp {

KeptEmbedder kept(const EmbeddingChoice& choice, const Embedder& embedder) {
  const EmbeddingGeneration& generation = embedder.generation();
  return {.choice = choice,
          .provider = generation.provider,
          .model = generation.model,
          .dimensions = generation.dimensions,
          .preprocessing = generation.preprocessing,
          .origin = generation.origin};
}

}  // namespace memory_mcp
