// The embedder that needs nothing: no download, no network, no time. It hashes a text's words,
// their forms and pieces into one vector, so that texts with like words are near. It knows nothing
// of meaning, and is called lexical for it.
#pragma once

#include <memory>

#include "embeddings/embedder.h"

namespace memory_mcp {

std::unique_ptr<Embedder> make_builtin_embedder();

}  // namespace memory_mcp
