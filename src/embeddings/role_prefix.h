// What a model wants to read before a text, to know on which side of the comparison it stands.
#pragma once

#include <string_view>

#include "embeddings/embedder.h"

namespace memory_mcp {

// "search_query: " and "search_document: " for nomic-embed-text, as its model card says; nothing
// for models whose card we do not know.
std::string_view role_prefix(std::string_view model, TextRole role);

}  // namespace memory_mcp
