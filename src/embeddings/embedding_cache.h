// Vectors of texts that were embedded before, wherever they are kept. Safe for concurrent use.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "embeddings/embedder.h"

namespace memory_mcp {

// XXH3-128 of a text and the role it was embedded in.
struct TextHash {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const TextHash&) const = default;

  static TextHash of(const std::string& text, TextRole role);
};

struct CachedVector {
  TextHash text_hash;
  Vector vector;
};

// Whether it can be a vector of that generation: caches may be damaged, or from another version.
bool is_usable(const Vector& vector, const EmbeddingGeneration& generation);

// Both take all texts of one call at once, so that a database needs one trip for them.
class EmbeddingCache {
 public:
  virtual ~EmbeddingCache() = default;

  // For each hash its vector, or nothing.
  virtual Result<std::vector<std::optional<Vector>>> find(
      const std::string& generation_key, std::span<const TextHash> text_hashes) = 0;
  virtual Status put(const std::string& generation_key, std::span<const CachedVector> vectors) = 0;
};

}  // namespace memory_mcp
