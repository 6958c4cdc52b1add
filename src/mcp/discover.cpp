#include "mcp/server.h"

namespace memory_mcp {

// Only modern revisions are listed: the legacy ones cannot be used without `initialize`.
Reply McpServer::discover(const Request&, CallContext& call) const {
  Json versions = Json::array();
  for (const auto& [revision, name] : names_of(Revision{})) {
    if (is_modern(revision)) versions.push_back(name);
  }
  return finished({{"supportedVersions", std::move(versions)},
                   {"capabilities", capabilities(call.revision)},
                   {"instructions", description_.instructions},
                   {"ttlMs", cacheable_ms},
                   {"cacheScope", "public"}},
                  call.revision);
}

}  // namespace memory_mcp
