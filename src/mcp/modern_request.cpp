#include "mcp/modern_request.h"

#include "mcp/rpc_codes.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

constexpr const char* version_key = "io.modelcontextprotocol/protocolVersion";
constexpr const char* log_level_key = "io.modelcontextprotocol/logLevel";
constexpr const char* capabilities_key = "io.modelcontextprotocol/clientCapabilities";

const Json* meta_of(const Request& request) {
  const auto meta = request.params.find("_meta");
  return meta == request.params.end() || !meta->is_object() ? nullptr : &*meta;
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
  const Json* meta = meta_of(request);
  return meta != nullptr && meta->contains(version_key);
}

std::variant<Revision, RpcError> modern_revision(const Request& request) {
  const Json& meta = *meta_of(request);
  const Json& version = meta.at(version_key);
  if (!version.is_string()) {
    return bad_params("\"_meta." + std::string(version_key) + "\" must be a string");
  }
  for (const auto& [revision, name] : names_of(Revision{})) {
    if (name != version.get_ref<const std::string&>() || !is_modern(revision)) continue;
    const auto capabilities = meta.find(capabilities_key);
    if (capabilities == meta.end() || !capabilities->is_object()) {
      return bad_params("\"_meta." + std::string(capabilities_key) + "\" is required, an object");
    }
    if (meta.contains(log_level_key) && !log_level_of(request)) {
      return bad_params("\"_meta." + std::string(log_level_key) +
                        "\" must be one of the levels of syslog, such as \"info\"");
    }
    return revision;
  }
  return unsupported(version);
}

ClientCapabilities client_of(const Request& request) {
  return ClientCapabilities(meta_of(request)->value(capabilities_key, Json::object()));
}

std::optional<ClientLogLevel> log_level_of(const Request& request) {
  const Json level = meta_of(request)->value(log_level_key, Json());
  if (!level.is_string()) return std::nullopt;
  return client_log_level_of(level.get_ref<const std::string&>());
}

}  // namespace memory_mcp
