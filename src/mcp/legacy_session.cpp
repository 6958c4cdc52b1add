#include "mcp/legacy_session.h"

#include "base/http_limits.h"

namespace memory_mcp {
namespace {

// The revision asked for when we speak it, else the newest that a legacy client may know.
Revision negotiated_from(const std::string& asked) {
  const auto known = value_named<Revision>(asked);
  return known && !is_modern(*known) ? *known : newest_legacy_revision;
}

}  // namespace

std::optional<Reply> LegacySession::handle(const Request& request) {
  if (request.method == "initialize") return initialize(request);
  if (request.method == "ping") return Json::object();
  if (server_.sends_logs() && request.method == "logging/setLevel") return set_log_level(request);
  const bool can_subscribe = server_.changes() != nullptr && server_.changes()->possible().resource;
  if (!can_subscribe) return std::nullopt;
  if (request.method == "resources/subscribe") return subscribe(request, true);
  if (request.method == "resources/unsubscribe") return subscribe(request, false);
  return std::nullopt;
}

Reply LegacySession::set_log_level(const Request& request) {
  const auto level = request.params.find("level");
  const auto known = level != request.params.end() && level->is_string()
                         ? value_named<ClientLogLevel>(level->get_ref<const std::string&>())
                         : std::nullopt;
  if (!known) return bad_params("\"params.level\" must be one of the levels of syslog");
  log_level_ = *known;
  return Json::object();
}

std::optional<Revision> LegacySession::negotiated() const {
  const std::scoped_lock lock(mutex_);
  return negotiated_;
}

ClientCapabilities LegacySession::client() const {
  const std::scoped_lock lock(mutex_);
  return client_;
}

Reply LegacySession::subscribe(const Request& request, bool on) {
  const auto uri = request.params.find("uri");
  if (uri == request.params.end() || !uri->is_string()) {
    return bad_params("\"params.uri\" must be the URI of a resource");
  }
  if (on && !server_.may_follow(*uri, caller_)) {
    return bad_params(
        "there is no such resource for you to subscribe to; resources/list and "
        "resources/templates/list name them");
  }
  const std::scoped_lock lock(mutex_);
  if (!on) {
    subscribed_.erase(*uri);
  } else if (subscribed_.size() < limits::subscribed_resources_max) {
    subscribed_.insert(*uri);
  } else {
    return bad_params("a session may subscribe to " +
                      std::to_string(limits::subscribed_resources_max) +
                      " resources; unsubscribe from some");
  }
  return Json::object();
}

bool LegacySession::wants(const Change& change) const {
  if (change.of == Change::Of::task) return false;
  if (change.of != Change::Of::resource) return is_initialized();
  const std::scoped_lock lock(mutex_);
  return subscribed_.contains(change.uri);
}

Reply LegacySession::initialize(const Request& request) {
  const auto asked = request.params.find("protocolVersion");
  if (asked == request.params.end() || !asked->is_string()) {
    return bad_params("\"params.protocolVersion\" must name a revision, such as \"" +
                      std::string(name_of(newest_legacy_revision)) + "\"");
  }
  const Revision revision = negotiated_from(*asked);
  std::unique_lock lock(mutex_);
  negotiated_ = revision;
  client_ = ClientCapabilities(request.params.value("capabilities", Json::object()));
  lock.unlock();
  return Json{{"protocolVersion", name_of(revision)},
              {"capabilities", server_.capabilities(revision)},
              {"serverInfo", server_.implementation_with_icon()},
              {"instructions", server_.description().instructions}};
}

}  // namespace memory_mcp
