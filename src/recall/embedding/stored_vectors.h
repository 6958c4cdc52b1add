// The vectors of descriptions, kept in the store: what was embedded once is not asked for again.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "embeddings/embedding_cache.h"
#include "storage/store.h"

namespace memory_mcp {

// What the vectors of an episode's description are filed under in the store.
std::string description_hash(const std::string& description);

// Safe for concurrent use.
class StoredVectors final : public EmbeddingCache {
 public:
  explicit StoredVectors(Store& store) : store_(store) {}

  Result<std::vector<std::optional<Vector>>> find(const std::string& generation_key,
                                                  std::span<const TextHash> text_hashes) override;
  Status put(const std::string& generation_key, std::span<const CachedVector> vectors) override;

 private:
  Store& store_;
};

// Keeps the vectors of documents in `cache`; queries, of which there is no end, are always asked
// for. `cache` outlives what comes back. `before_asking` is called whenever a document's vector is
// not there.
std::shared_ptr<Embedder> make_keeping_embedder(std::unique_ptr<Embedder> embedder,
                                                EmbeddingCache& cache,
                                                std::function<void()> before_asking);

// One that never answers: its place is kept by the generation that it would have.
std::shared_ptr<Embedder> make_absent_embedder(EmbeddingGeneration generation, Error why);

}  // namespace memory_mcp
