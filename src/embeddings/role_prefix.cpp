#include "embeddings/role_prefix.h"

namespace memory_mcp {

std::string_view role_prefix(std::string_view model, TextRole role) {
  // With an owner before it, a version or a tag behind: "nomic-ai/nomic-embed-text-v1.5:f16".
  const std::string_view name = model.substr(model.rfind('/') + 1);
  if (name.find("nomic-embed-text") == std::string_view::npos) return "";
  return role == TextRole::query ? "search_query: " : "search_document: ";
}

}  // namespace memory_mcp
