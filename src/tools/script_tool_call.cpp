#include "tools/script_tool_call.h"

#include "json/json.h"
#include "mcp/call_rights.h"

namespace memory_mcp {
namespace {

Error denied(std::string message) { return {Fault::denied, std::move(message)}; }

bool may_call(const Tool& tool, MemoryAccess access) {
  return access == MemoryAccess::write || tool.info.effect == Effect::reads;
}

// A script reaches the memory of its caller and no other.
Result<Json> with_namespace(Json arguments, const Tool& tool, const std::string& namespace_name) {
  if (!tool.input_schema["properties"].contains("namespace")) return arguments;
  const auto given = arguments.find("namespace");
  if (given == arguments.end()) {
    arguments["namespace"] = namespace_name;
  } else if (*given != namespace_name) {
    return denied("a script works in the namespace it was started with, '" + namespace_name + "'");
  }
  return arguments;
}

}  // namespace

ToolCall tool_call_for_script(const Services& services, const std::string& namespace_name,
                              const CallContext& call) {
  if (services.script_access == MemoryAccess::none || services.server == nullptr) return {};
  return [&services, &call, namespace_name](
             std::string_view name, std::string_view json,
             const std::stop_token& cancelled) -> Result<std::string> {
    const Tool* const tool = services.server->find_tool(name);
    if (tool == nullptr) return not_found(services.server->tool_not_found(name));
    if (tool->info.runs_apart) {
      return denied("scripts cannot call " + std::string(name));
    }
    if (!may_call(*tool, services.script_access)) {
      return denied("scripts may only read here; memory." + std::string(name) +
                    " changes the memory (the operator can set sandbox_memory_access to write)");
    }
    Json arguments = TRY(parse_json(json, wire::call_json_bytes_max));
    if (!arguments.is_object()) return invalid_argument("", "expected an object of arguments");
    arguments = TRY(with_namespace(std::move(arguments), *tool, namespace_name));
    CallContext context = call.for_inner_call();
    context.cancelled = cancelled;
    TRY(check_rights(*tool, arguments, context));
    return TRY(tool->run(arguments, context)).json;
  };
}

}  // namespace memory_mcp
