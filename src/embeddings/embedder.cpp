#include "embeddings/embedder.h"

namespace memory_mcp {

std::string EmbeddingGeneration::key() const {
  return provider + "/" + model + "/" + std::to_string(dimensions) + "/" + preprocessing;
}

}  // namespace memory_mcp
