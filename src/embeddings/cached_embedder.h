// An embedder that asks another one only for texts that are not in the cache.
#pragma once

#include <functional>
#include <memory>

#include "embeddings/embedder.h"
#include "embeddings/embedding_cache.h"

namespace memory_mcp {

// A cache that fails costs time and never the vectors: it is logged and the embedder asked. `cache`
// outlives what comes back. `before_asking` is called whenever the embedder is about to be asked.
std::unique_ptr<Embedder> make_cached_embedder(
    std::unique_ptr<Embedder> embedder, EmbeddingCache& cache,
    std::function<void()> before_asking = [] {});

}  // namespace memory_mcp
