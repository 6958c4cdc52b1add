// The vectors of descriptions, kept in the store: what was embedded once is not asked for again.
#pragma once

#include <memory>
#include <string>

#include "embeddings/embedding_cache.h"
#include "storage/store.h"

namespace memory_mcp {

// An episode's description, with what its vectors are filed under in the store.
FiledText filed(std::string description);

// What a text is kept with that its embedder refused: there is nothing in it to go by.
Vector no_direction(const EmbeddingGeneration& generation);

// Safe for concurrent use.
class StoredVectors final : public EmbeddingCache {
 public:
  explicit StoredVectors(Store& store) : store_(store) {}

  Result<std::vector<std::optional<Vector>>> find(const std::string& generation_key,
                                                  std::span<const TextHash> text_hashes) override;
  Status put(const std::string& generation_key, std::span<const CachedVector> vectors) override;
  // Texts that are kept as such with nothing to go by are asked for again.
  Status forget_refusals(const EmbeddingGeneration& generation);

 private:
  Store& store_;
};

// Keeps the vectors of documents in `cache`; queries, of which there is no end, are always asked
// for. `cache` outlives what comes back.
std::shared_ptr<Embedder> make_keeping_embedder(std::unique_ptr<Embedder> embedder,
                                                EmbeddingCache& cache);

// One that never answers: its place is kept by the generation that it would have.
std::shared_ptr<Embedder> make_absent_embedder(EmbeddingGeneration generation, Error why);

}  // namespace memory_mcp
