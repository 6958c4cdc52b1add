#include "mcp/server.h"

namespace memory_mcp {

// Only modern revisions are listed: the legacy ones cannot be used without `initialize`.
Reply McpServer::discover(const Request&, CallContext& call) const {
  Json versions = Json::array();
  for (const auto& [revision, name] : names_of(Revision{})) {
    if (is_modern(revision)) versions.push_back(name);
  }
  Json answer = finished_list({{"supportedVersions", std::move(versions)},
                               {"capabilities", capabilities(call.revision)},
                               {"instructions", description_.instructions}},
                              call.revision);
  answer["_meta"][server_info_key] = implementation_with_icon();
  return answer;
}

}  // namespace memory_mcp
