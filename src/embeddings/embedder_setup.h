// What a provider's embedder is made with, beside the choice itself.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/result.h"
#include "embeddings/embedder.h"
#include "embeddings/embedding_rules.h"

namespace memory_mcp {

struct EmbedderSetup {
  const EmbeddingRules& rules;
  std::stop_token cancelled;
  // What it was seen to make before; nothing, with 0 dimensions, finds out.
  EmbeddingGeneration known = {};
};

// Embedded to find out whether a provider works, and how many numbers its vectors have.
inline constexpr const char* probe_text = "The quick brown fox jumps over the lazy dog.";

}  // namespace memory_mcp
