// The embedder that needs nothing: no download, no network, no time. It hashes a text's words,
// their forms and pieces into one vector, so that texts with like words are near. It knows nothing
// of meaning, and is called lexical for it.
#pragma once

#include <memory>

#include "embeddings/embedder.h"
#include "model/embedding_choice.h"

namespace memory_mcp {

// It has nothing to choose, and is always there.
Result<std::unique_ptr<Embedder>> make_builtin_embedder(const EmbeddingChoice& choice = {});

}  // namespace memory_mcp
