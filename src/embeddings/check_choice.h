// What is wrong with a choice of embedder, before anything is sent.
#pragma once

#include "base/result.h"
#include "embeddings/embedding_rules.h"
#include "model/embedding_choice.h"

namespace memory_mcp {

// invalid_argument for what cannot be meant, denied for what the operator does not allow; the error
// names the field. Of base_url the text is checked here, its addresses with every connection.
Status check_choice(const EmbeddingChoice& choice, const EmbeddingRules& rules);

}  // namespace memory_mcp
