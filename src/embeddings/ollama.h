// Embeddings of an Ollama server: POST {base_url}/api/embed.
#pragma once

#include <memory>

#include "embeddings/embedder_setup.h"
#include "embeddings/embedding_protocol.h"
#include "model/embedding_choice.h"

namespace memory_mcp {

std::unique_ptr<EmbeddingProtocol> ollama_protocol();

// `choice` has passed check_choice.
Result<std::unique_ptr<Embedder>> make_ollama_embedder(const EmbeddingChoice& choice,
                                                       const EmbedderSetup& setup);

}  // namespace memory_mcp
