// Embeddings of any server that speaks OpenAI's way: POST {base_url}/embeddings.
#pragma once

#include <memory>

#include "embeddings/embedder_setup.h"
#include "embeddings/embedding_protocol.h"
#include "model/embedding_choice.h"

namespace memory_mcp {

std::unique_ptr<EmbeddingProtocol> openai_protocol();

// `choice` has passed check_choice.
Result<std::unique_ptr<Embedder>> make_openai_embedder(const EmbeddingChoice& choice,
                                                       const EmbedderSetup& setup);

}  // namespace memory_mcp
