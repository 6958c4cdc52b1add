#include "embeddings/embedding_rules.h"

#include <cstdlib>

namespace memory_mcp {

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr) return std::nullopt;
  return value;
}

}  // namespace memory_mcp
