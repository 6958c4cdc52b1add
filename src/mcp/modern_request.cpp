#include "mcp/modern_request.h"

#include "mcp/rpc_codes.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

constexpr const char* version_key = "io.modelcontextprotocol/protocolVersion";
constexpr const char* log_level_key = "io.modelcontextprotocol/logLevel";
constexpr const char* capabilities_key = "io.modelcontextprotocol/clientCapabilities";

const Json* member_of(const Json& json, const char* name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() || !found->is_object() ? nullptr : &*found;
}

const Json* meta_of(const Request& request) { return member_of(request.params, "_meta"); }

// Also of a request that has forgotten half of it.
bool is_modern_meta(const Json& meta) {
  return meta.contains(version_key) || meta.contains(capabilities_key);
}

RpcError unsupported(const std::string& asked) {
  Json supported = Json::array();
  for (const auto& [revision, name] : names_of(Revision{})) {
    if (is_modern(revision)) supported.push_back(name);
  }
  return {.code = rpc::unsupported_protocol_version,
          .message = "unsupported protocol version: " + asked,
          .data = {{"supported", std::move(supported)}, {"requested", asked}}};
}

}  // namespace

bool is_modern_request(const Request& request) {
  const Json* const meta = meta_of(request);
  return meta != nullptr && is_modern_meta(*meta);
}

bool is_modern_message(const Json& message) {
  const Json* const params = member_of(message, "params");
  const Json* const meta = params == nullptr ? nullptr : member_of(*params, "_meta");
  return meta != nullptr && is_modern_meta(*meta);
}

std::variant<Revision, RpcError> modern_revision(const Request& request) {
  const Json& meta = *meta_of(request);
  const auto named = meta.find(version_key);
  if (named == meta.end() || !named->is_string()) {
    return bad_params("\"_meta." + std::string(version_key) + "\" is required, a string");
  }
  const Json& version = *named;
  const auto revision = value_named<Revision>(version.get_ref<const std::string&>());
  if (!revision || !is_modern(*revision)) return unsupported(version);
  const auto capabilities = meta.find(capabilities_key);
  if (capabilities == meta.end() || !capabilities->is_object()) {
    return bad_params("\"_meta." + std::string(capabilities_key) + "\" is required, an object");
  }
  if (meta.contains(log_level_key) && !log_level_of(request)) {
    return bad_params("\"_meta." + std::string(log_level_key) +
                      "\" must be one of the levels of syslog, such as \"info\"");
  }
  return *revision;
}

ClientCapabilities client_of(const Request& request) {
  return ClientCapabilities(meta_of(request)->value(capabilities_key, Json::object()));
}

std::optional<ClientLogLevel> log_level_of(const Request& request) {
  const Json level = meta_of(request)->value(log_level_key, Json());
  if (!level.is_string()) return std::nullopt;
  return value_named<ClientLogLevel>(level.get_ref<const std::string&>());
}

}  // namespace memory_mcp
