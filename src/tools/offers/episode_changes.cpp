#include "tools/offers/episode_changes.h"

#include "tools/offers/memory_uri.h"

namespace memory_mcp {

void announce_episode(Changes& changes, const std::string& namespace_name, const std::string& id) {
  const auto announce = [&](const MemoryUri& uri) {
    changes.announce({.of = Change::Of::resource, .uri = to_text(uri)});
  };
  announce({.kind = "episodes", .id = id, .namespace_name = namespace_name});
  announce({.kind = "stats", .id = "", .namespace_name = namespace_name});
  if (namespace_name != default_namespace) announce({.kind = "stats", .id = ""});
}

}  // namespace memory_mcp
