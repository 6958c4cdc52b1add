#include <algorithm>

#include "base/load_limits.h"
#include "base/text.h"
#include "mcp/call_rights.h"
#include "mcp/rpc_codes.h"
#include "mcp/server.h"
#include "mcp/tasks/task_methods.h"
#include "mcp/tool_call.h"

namespace memory_mcp {
namespace {

// A tool's own failure is an answer that the model can read and act on, not a protocol error.
std::string failure(const Error& error) {
  return R"("content":[{"type":"text","text":)" + to_line(error.message) +
         R"(}],"structuredContent":{"error":)" + to_line(error_to_json(error)) +
         R"(},"isError":true)";
}

Error too_large(std::size_t bytes) {
  return exhausted("the answer has " + std::to_string(bytes >> 20U) + " MiB, more than " +
                   std::to_string(limits::answer_bytes_max >> 20U) +
                   "; ask for less at once: fewer ids, some fields, a smaller limit");
}

std::string success(const ToolReply& reply) {
  if (!reply.content.is_null()) {
    return R"("content":)" + to_line(reply.content) + R"(,"isError":false)";
  }
  const std::string& text = reply.drawing.empty() ? reply.json : reply.drawing;
  return R"("content":[{"type":"text","text":)" + to_line(text) + R"(}],"structuredContent":)" +
         reply.json + (reply.is_failure ? R"(,"isError":true)" : R"(,"isError":false)");
}

}  // namespace

const Tool* McpServer::find_tool(std::string_view name) const {
  const auto found = std::ranges::find(
      features_.tools, name, [](const Tool& tool) -> const std::string& { return tool.info.name; });
  return found == features_.tools.end() ? nullptr : &*found;
}

std::string McpServer::tool_not_found(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const Tool& tool : features_.tools) names.push_back(tool.info.name);
  const std::string_view meant = nearest(name, names);
  std::string text = "Tool not found: " + std::string(cut_to_bytes(name, shown_name_bytes_max));
  if (!meant.empty()) text += "; did you mean " + std::string(meant) + "?";
  return text;
}

const Tool* McpServer::called_tool(const Json& method, const Json& params) const {
  if (method != "tools/call" || !params.is_object()) return nullptr;
  const auto name = params.find("name");
  if (name == params.end() || !name->is_string()) return nullptr;
  return find_tool(name->get_ref<const std::string&>());
}

std::optional<Scope> McpServer::scope_for(const Json& method, const Json& params) const {
  if (const Tool* const tool = called_tool(method, params)) return scope_of(tool->info);
  if (!method.is_string()) return std::nullopt;
  const Method* const known = find_method(method.get_ref<const std::string&>());
  return known != nullptr && known->use == Use::reads ? std::optional(Scope::read) : std::nullopt;
}

std::optional<ThreadShare> McpServer::share_apart(const Request& request,
                                                  const Principal& caller) const {
  if (request.method == "batch/execute") {
    if (!batch_runs_apart(request, caller)) return std::nullopt;
    return ThreadShare{.of = caller.key() + " batch/execute",
                       .threads_max = limits::batches_apart_per_caller_max};
  }
  const Tool* const tool = called_tool(request.method, request.params);
  if (tool == nullptr || !(tool->info.runs_apart || tool->info.asks_user)) return std::nullopt;
  return ThreadShare{.of = caller.key()};
}

Reply McpServer::call_tool(const Request& request, CallContext& call) const {
  const auto name = request.params.find("name");
  if (name == request.params.end() || !name->is_string()) {
    return bad_params("\"params.name\" must be the name of a tool");
  }
  const Tool* const tool = find_tool(name->get_ref<const std::string&>());
  if (tool == nullptr) {
    const std::string& asked = name->get_ref<const std::string&>();
    return bad_params(tool_not_found(asked),
                      {{"name", std::string(cut_to_bytes(asked, shown_name_bytes_max))}});
  }
  static const Json no_arguments = Json::object();
  const auto given = request.params.find("arguments");
  const Json& arguments = given == request.params.end() ? no_arguments : *given;
  if (!arguments.is_object()) return bad_params("\"params.arguments\" must be an object");

  const std::string id = to_line(request.id);
  const bool may_be_task =
      tasks_ != nullptr && tool->info.as_task != TaskUse::never && is_modern(call.revision);
  if (!may_be_task) return run_tool(*tool, arguments, call, id);
  if (call.client.has_extension(tasks_extension)) return run_as_task(*tool, arguments, call, id);
  if (tool->info.as_task == TaskUse::always) return needs_tasks(request.method);
  return run_tool(*tool, arguments, call, id);
}

Reply McpServer::run_tool(const Tool& tool, const Json& arguments, CallContext& call,
                          const std::string& id) const {
  const auto called = call_counted(tool, arguments, call, usage_, id);
  const auto& reply = called.reply;
  if (called.is_bug) return RpcError{rpc::internal_error, reply.error().message};
  // Written as text, because the answer is text already and may be large.
  std::string members = reply.ok() ? success(*reply) : failure(reply.error());
  if (members.size() > limits::answer_bytes_max) members = failure(too_large(members.size()));
  return ResultText{"{" + members + (is_modern(call.revision) ? modern_members_ : "") + "}"};
}

}  // namespace memory_mcp
