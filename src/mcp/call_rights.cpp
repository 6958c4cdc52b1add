#include "mcp/call_rights.h"

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

}  // namespace

Scope scope_of(const ToolInfo& info) {
  return info.scope.value_or(info.effect == Effect::reads ? Scope::read : Scope::write);
}

Status check_rights(const Tool& tool, const Json& arguments, const CallContext& call) {
  const Scope scope = scope_of(tool.info);
  const auto denied = [&](std::string why, std::string field) {
    if (call.gate != nullptr) call.gate->note_denied(call.caller, tool.info.name, scope);
    return Error{Fault::denied, std::move(why), std::move(field)};
  };
  if (!call.caller.may(scope)) {
    return denied(tool.info.name + " needs the scope " + std::string(name_of(scope)) +
                      ", which this token does not have",
                  "");
  }
  const auto used = namespace_of(tool, arguments);
  if (used && !call.caller.may_use(*used)) {
    return denied("this token is not good for that namespace; name one of its own", "namespace");
  }
  return call.gate == nullptr ? Status(Done{}) : call.gate->admit(call.caller, scope);
}

}  // namespace memory_mcp
