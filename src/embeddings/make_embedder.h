// From a choice to an embedder that works.
#pragma once

#include <memory>
#include <stop_token>

#include "base/result.h"
#include "embeddings/embedder.h"
#include "embeddings/embedding_rules.h"
#include "model/embedding_choice.h"

namespace memory_mcp {

// Checks the choice, then embeds a short text: what comes back was seen to work, so that whoever
// replaces an embedder by it loses nothing when this fails.
Result<std::unique_ptr<Embedder>> make_embedder(const EmbeddingChoice& choice,
                                                const EmbeddingRules& rules,
                                                const std::stop_token& cancelled);

// The same for a choice that was seen to work before, when the server starts: a provider that is
// down now is asked, and a model loaded, when the first vector is needed. `known` is what it made.
Result<std::unique_ptr<Embedder>> resume_embedder(const EmbeddingChoice& choice,
                                                  const EmbeddingRules& rules,
                                                  const EmbeddingGeneration& known);

}  // namespace memory_mcp
