#include "embeddings/embedder.h"

#include <algorithm>

namespace memory_mcp {

bool has_direction(const Vector& vector) {
  return std::ranges::any_of(vector, [](float number) { return number != 0; });
}

std::string EmbeddingGeneration::key() const {
  return provider + "/" + model + "/" + std::to_string(dimensions) + "/" + preprocessing +
         (origin.empty() ? "" : " at " + origin);
}

}  // namespace memory_mcp
