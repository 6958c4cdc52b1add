#include "mcp/tasks/task_methods.h"

#include <algorithm>

#include "base/task_limits.h"
#include "mcp/modern_request.h"
#include "mcp/rpc_codes.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

// A request about a task, or what is wrong with it.
std::variant<std::string, RpcError> task_id_of(const Request& request, const CallContext& call) {
  if (!call.client.has_extension(tasks_extension)) return needs_tasks(request.method);
  const auto id = request.params.find("taskId");
  if (id == request.params.end() || !id->is_string()) {
    return bad_params("\"params.taskId\" must be the id of a task");
  }
  return id->get<std::string>();
}

}  // namespace

RpcError needs_tasks(std::string_view what) {
  return {
      .code = rpc::missing_client_capability,
      .message = std::string(what) + " needs a client that follows tasks, which this one did " +
                 "not declare",
      .data = {{"requiredCapabilities", {{"extensions", {{tasks_extension, Json::object()}}}}}}};
}

Reply McpServer::run_as_task(const Tool& tool, const Json& arguments, CallContext& call,
                             const std::string& id) const {
  auto became = tasks_->run(call, [this, &tool, arguments, id](CallContext& own) {
    return run_tool(tool, arguments, own, id);
  });
  if (auto* reply = std::get_if<Reply>(&became)) return std::move(*reply);
  Json created = finished(task_json(std::get<Task>(became)), call.revision);
  created["resultType"] = "task";
  return created;
}

Reply McpServer::get_task(const Request& request, CallContext& call) const {
  const auto id = task_id_of(request, call);
  if (const auto* error = std::get_if<RpcError>(&id)) return *error;
  const auto task = tasks_->find(std::get<std::string>(id), call.caller);
  if (!task.ok()) return as_rpc_error(task.error());
  return ResultText{"{" + task_members(*task) + modern_members_ + "}"};
}

Reply McpServer::update_task(const Request& request, CallContext& call) const {
  const auto id = task_id_of(request, call);
  if (const auto* error = std::get_if<RpcError>(&id)) return *error;
  const auto responses = request.params.find("inputResponses");
  if (responses == request.params.end() || !responses->is_object()) {
    return bad_params("\"params.inputResponses\" must be an object");
  }
  const auto taken = tasks_->answer(std::get<std::string>(id), call.caller, *responses);
  return taken.ok() ? Reply(finished(Json::object(), call.revision)) : as_rpc_error(taken.error());
}

Reply McpServer::cancel_task(const Request& request, CallContext& call) const {
  const auto id = task_id_of(request, call);
  if (const auto* error = std::get_if<RpcError>(&id)) return *error;
  const auto taken = tasks_->cancel(std::get<std::string>(id), call.caller);
  return taken.ok() ? Reply(finished(Json::object(), call.revision)) : as_rpc_error(taken.error());
}

std::optional<RpcError> McpServer::add_tasks(const Request& request, const Principal& caller,
                                             Changes::Rights& rights) const {
  if (tasks_ == nullptr) return std::nullopt;
  const auto notifications = request.params.find("notifications");
  if (notifications == request.params.end() || !notifications->is_object()) return std::nullopt;
  const auto ids = notifications->find("taskIds");
  if (ids == notifications->end()) return std::nullopt;
  if (!client_of(request).has_extension(tasks_extension)) return needs_tasks("taskIds");
  const bool is_list = ids->is_array() && ids->size() <= limits::followed_tasks_max &&
                       std::ranges::all_of(*ids, [](const Json& id) { return id.is_string(); });
  if (!is_list) {
    return bad_params("\"params.notifications.taskIds\" must be a list of at most " +
                      std::to_string(limits::followed_tasks_max) + " ids of tasks");
  }
  for (const Json& id : *ids) {
    const auto task = tasks_->find(id, caller);
    if (!task.ok() || !rights.tasks.insert(task->id).second || is_open(task->status)) continue;
    // A client that followed many large results at once would be taken for one that does not read.
    if (task->payload.size() <= limits::task_told_bytes_max)
      rights.first.push_back(change_of(*task));
  }
  return std::nullopt;
}

}  // namespace memory_mcp
