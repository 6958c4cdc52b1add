#include "mcp/legacy_session.h"

namespace memory_mcp {
namespace {

// The revision asked for when we speak it, else the newest that a legacy client may know.
Revision negotiated_from(const std::string& asked) {
  for (const auto& [revision, name] : names_of(Revision{})) {
    if (name == asked && !is_modern(revision)) return revision;
  }
  return newest_legacy_revision;
}

}  // namespace

std::optional<Reply> LegacySession::handle(const Request& request) {
  if (request.method == "initialize") return initialize(request);
  if (request.method == "ping") return Json::object();
  return std::nullopt;
}

Reply LegacySession::initialize(const Request& request) {
  const auto asked = request.params.find("protocolVersion");
  if (asked == request.params.end() || !asked->is_string()) {
    return bad_params("\"params.protocolVersion\" must name a revision, such as \"" +
                      std::string(name_of(newest_legacy_revision)) + "\"");
  }
  negotiated_ = negotiated_from(*asked);
  return Json{{"protocolVersion", name_of(*negotiated_)},
              {"capabilities", server_.capabilities(*negotiated_)},
              {"serverInfo", server_.implementation()},
              {"instructions", server_.description().instructions}};
}

}  // namespace memory_mcp
