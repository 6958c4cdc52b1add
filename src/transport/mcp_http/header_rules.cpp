#include "transport/mcp_http/header_rules.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "base/base64.h"
#include "base/text.h"
#include "mcp/rpc_codes.h"

namespace memory_mcp {
namespace {

constexpr std::string_view version_field = "MCP-Protocol-Version";

RpcError mismatch(std::string message) {
  return {.code = rpc::header_mismatch, .message = std::move(message)};
}

RpcError undecodable(const std::string& field) {
  return mismatch(field + " must be ASCII, or UTF-8 as base64 between =?base64? and ?=");
}

// Of two, whoever stands between may have looked at the other.
RpcError repeated(const std::string& field) { return mismatch(field + " may be sent only once"); }

// The revision that the field names; nothing when it is not there or unknown.
std::optional<Revision> revision_of(const HttpFields& fields) {
  const std::string* const text = fields.find(version_field);
  if (text == nullptr) return std::nullopt;
  return value_named<Revision>(*text);
}

// What the body says that the field Mcp-Name repeats; nothing for methods without it.
std::optional<std::string> name_of_request(const Request& request) {
  const char* member = nullptr;
  if (request.method == "tools/call" || request.method == "prompts/get") member = "name";
  if (request.method == "resources/read") member = "uri";
  for (const char* about_task : {"tasks/get", "tasks/update", "tasks/cancel"}) {
    if (request.method == about_task) member = "taskId";
  }
  if (member == nullptr) return std::nullopt;
  const auto found = request.params.find(member);
  if (found == request.params.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

bool is_same_value(const Json& value, const std::string& told) {
  if (value.is_string()) return value.get_ref<const std::string&>() == told;
  if (value.is_boolean()) return told == (value.get<bool>() ? "true" : "false");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(told.data(), told.data() + told.size(), number);
  return error == std::errc{} && end == told.data() + told.size() && value == number;
}

std::optional<RpcError> parameter_mismatch(const HttpFields& fields, const std::string& field,
                                           const Json* value) {
  if (fields.count(field) > 1) return repeated(field);
  const std::string* const told = fields.find(field);
  if (value == nullptr || value->is_null()) {
    if (told == nullptr) return std::nullopt;
    return mismatch(field + " is given, but the body has no such argument");
  }
  if (told == nullptr) return mismatch(field + " is missing; it repeats an argument of the body");
  const auto decoded = decoded_field(*told);
  if (!decoded) return undecodable(field);
  if (!is_same_value(*value, *decoded)) return mismatch(field + " differs from the body");
  return std::nullopt;
}

// The arguments that a tool wants repeated in fields, wherever `properties` lead to them.
std::optional<RpcError> parameters_mismatch(const HttpFields& fields, const Json& schema,
                                            const Json* arguments) {
  const auto properties = schema.find("properties");
  if (properties == schema.end() || !properties->is_object()) return std::nullopt;
  for (const auto& [name, property] : properties->items()) {
    const Json* value = nullptr;
    if (arguments != nullptr && arguments->is_object() && arguments->contains(name)) {
      value = &arguments->at(name);
    }
    if (const auto header = property.find("x-mcp-header");
        header != property.end() && header->is_string()) {
      const std::string field = "Mcp-Param-" + header->get<std::string>();
      if (auto wrong = parameter_mismatch(fields, field, value)) return wrong;
    }
    if (auto wrong = parameters_mismatch(fields, property, value)) return wrong;
  }
  return std::nullopt;
}

}  // namespace

bool names_unknown_revision(const HttpFields& fields) {
  const std::size_t told = fields.count(version_field);
  return told > 1 || (told == 1 && !revision_of(fields));
}

bool names_modern_revision(const HttpFields& fields) {
  const auto revision = revision_of(fields);
  return revision && is_modern(*revision);
}

void take_trace_context(const HttpFields& fields, Json& message) {
  const std::string* const parent = fields.find("traceparent");
  if (parent == nullptr || !message.is_object()) return;
  const auto params = message.find("params");
  if (params == message.end() || !params->is_object()) return;
  Json& meta = (*params)["_meta"];
  if (meta.is_null()) meta = Json::object();
  if (meta.is_object() && !meta.contains("traceparent")) meta["traceparent"] = *parent;
}

std::optional<std::string> decoded_field(std::string_view value) {
  constexpr std::string_view prefix = "=?base64?";
  constexpr std::string_view suffix = "?=";
  if (!value.starts_with(prefix) || !value.ends_with(suffix) ||
      value.size() < prefix.size() + suffix.size()) {
    const auto is_plain = [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); };
    return std::ranges::all_of(value, is_plain) ? std::optional(std::string(value)) : std::nullopt;
  }
  value.remove_prefix(prefix.size());
  value.remove_suffix(suffix.size());
  auto decoded = from_base64(value);
  if (!decoded || !is_utf8(*decoded)) return std::nullopt;
  return decoded;
}

std::optional<RpcError> revision_mismatch(const HttpFields& fields, const Request& request) {
  if (fields.count(version_field) > 1) return repeated(std::string(version_field));
  const std::string* const told = fields.find(version_field);
  if (told == nullptr) {
    return mismatch(std::string(version_field) +
                    " is missing; it repeats the protocolVersion of "
                    "_meta");
  }
  const Json& version = request.params.at("_meta").at("io.modelcontextprotocol/protocolVersion");
  if (version.is_string() && version.get_ref<const std::string&>() == *told) return std::nullopt;
  return mismatch(std::string(version_field) + " differs from the protocolVersion of _meta");
}

std::optional<RpcError> field_mismatch(const HttpFields& fields, const Request& request,
                                       const McpServer& server) {
  for (const char* field : {"Mcp-Method", "Mcp-Name"}) {
    if (fields.count(field) > 1) return repeated(field);
  }
  const std::string* const method = fields.find("Mcp-Method");
  if (method == nullptr) return mismatch("Mcp-Method is missing; it repeats the method");
  if (*method != request.method) return mismatch("Mcp-Method differs from the method of the body");
  if (const auto name = name_of_request(request)) {
    const std::string* const told = fields.find("Mcp-Name");
    if (told == nullptr) return mismatch("Mcp-Name is missing; it repeats the name or URI");
    const auto decoded = decoded_field(*told);
    if (!decoded) return undecodable("Mcp-Name");
    if (*decoded != *name) return mismatch("Mcp-Name differs from the body");
  }
  const Tool* const tool = server.called_tool(request.method, request.params);
  if (tool == nullptr) return std::nullopt;
  const auto arguments = request.params.find("arguments");
  return parameters_mismatch(fields, tool->input_schema,
                             arguments == request.params.end() ? nullptr : &*arguments);
}

}  // namespace memory_mcp
