// What resources are called: memory://episodes/{id}?namespace=team-a.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "tools/shared_fields.h"

namespace memory_mcp {

struct MemoryUri {
  std::string kind;  // "episodes".
  std::string id;    // "" of what there is one of, such as stats.
  std::string namespace_name = default_namespace;

  bool operator==(const MemoryUri&) const = default;
};

// not_found for what cannot be the name of any resource.
Result<MemoryUri> memory_uri_from(std::string_view text);

Error no_such_resource(std::string_view uri);

// In the one way in which changes of it are told: with escapes only where a URI needs them.
std::string to_text(const MemoryUri& uri);

}  // namespace memory_mcp
