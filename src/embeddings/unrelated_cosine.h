// What an embedder says of texts that have nothing to do with each other: about 0 with some models,
// 0.7 with others. Only what is above it tells that two texts are alike.
#pragma once

#include <stop_token>

#include "embeddings/embedder.h"

namespace memory_mcp {

// The mean cosine of a few such texts as queries and as documents, at least 0. It asks the embedder
// twice.
Result<double> measure_unrelated_cosine(Embedder& embedder, const std::stop_token& cancelled);

}  // namespace memory_mcp
