#include "mcp/call_rights.h"

#include "base/text.h"

namespace memory_mcp {
namespace {

// The namespace that a call works in; nothing for tools that work in none.
std::optional<std::string> namespace_of(const Tool& tool, const Json& arguments) {
  const auto properties = tool.input_schema.find("properties");
  if (properties == tool.input_schema.end()) return std::nullopt;
  const auto property = properties->find("namespace");
  if (property == properties->end()) return std::nullopt;
  const Json given = arguments.value("namespace", property->value("default", Json()));
  // What is no text is refused with the other arguments.
  return given.is_string() ? std::optional(given.get<std::string>()) : std::nullopt;
}

Error denied(const DeniedCall& denied, const CallContext& call, std::string why,
             std::string field = "") {
  if (call.gate != nullptr) call.gate->note_denied(call.caller, denied);
  return {Fault::denied, std::move(why), std::move(field)};
}

// By the scope, and how often.
Status check_scope(std::string_view what, Scope scope, const CallContext& call) {
  if (!call.caller.may(scope)) {
    return denied({.what = what, .scope = scope}, call,
                  std::string(what) + " needs the scope " + std::string(name_of(scope)) +
                      ", which this token does not have");
  }
  return check_rate(scope, call);
}

}  // namespace

Status check_rate(Scope scope, const CallContext& call) {
  return call.gate == nullptr ? Status(Done{}) : call.gate->admit(call.caller, scope);
}

Scope scope_of(const ToolInfo& info) {
  return info.scope.value_or(info.effect == Effect::reads ? Scope::read : Scope::write);
}

Status check_namespace(std::string_view what, Scope scope, const std::string& namespace_name,
                       const CallContext& call) {
  if (call.caller.may_use(namespace_name)) return Done{};
  return denied({.what = what, .scope = scope, .namespace_name = namespace_name}, call,
                "this token is not good for the namespace " + namespace_name + ", but for " +
                    joined(call.caller.namespaces, ", "),
                "namespace");
}

Status check_may_read(std::string_view what, const CallContext& call) {
  return check_scope(what, Scope::read, call);
}

// A namespace that is not the caller's takes nothing from what it may still call.
Status check_rights(const Tool& tool, const Json& arguments, const CallContext& call) {
  const Scope scope = scope_of(tool.info);
  const auto used = namespace_of(tool, arguments);
  if (used && call.caller.may(scope)) TRY(check_namespace(tool.info.name, scope, *used, call));
  return check_scope(tool.info.name, scope, call);
}

}  // namespace memory_mcp
