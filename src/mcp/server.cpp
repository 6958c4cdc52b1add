#include "mcp/server.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/text.h"
#include "mcp/call_rights.h"
#include "mcp/rpc_codes.h"

namespace memory_mcp {

namespace {

std::vector<const Tool*> listed(const std::vector<Tool>& tools, const ToolListOptions& list) {
  std::vector<const Tool*> chosen;
  for (const Tool& tool : tools) {
    if (tool.info.listed_from <= list.listing) chosen.push_back(&tool);
  }
  std::ranges::stable_sort(chosen, std::ranges::greater{}, [&](const Tool* tool) {
    const auto calls = list.calls.find(tool->info.name);
    return calls == list.calls.end() ? 0 : calls->second;
  });
  return chosen;
}

bool has_resources(const ServerFeatures& features) { return features.resources != nullptr; }
bool has_prompts(const ServerFeatures& features) { return !features.prompts.empty(); }
bool has_completions(const ServerFeatures& features) { return features.completions != nullptr; }
bool has_skills(const ServerFeatures& features) { return features.skills != nullptr; }
bool has_tasks(const ServerFeatures& features) { return features.tasks != nullptr; }

// What this server understands beyond the protocol (docs/batch.md, docs/disclosure.md).
Json extensions() {
  return {{"io.github.memory-mcp/batch",
           {{"methods", {"batch/execute"}},
            {"maxOperations", limits::operations_max},
            {"maxParallel", limits::parallel_operations_max}}},
          {"io.github.memory-mcp/disclosure",
           {{"methods", {"tools/describe", "tools/describe_batch"}}, {"lazyList", true}}}};
}

}  // namespace

McpServer::McpServer(ServerDescription description, ServerFeatures features, ToolUsage& usage,
                     const ToolListOptions& list)
    : description_(std::move(description)),
      features_(std::move(features)),
      listed_(listed(features_.tools, list)),
      usage_(usage),
      list_page_(list.page),
      tasks_(features_.tasks ? std::make_unique<Tasks>(*features_.tasks, features_.changes.get())
                             : nullptr) {
  const std::string modern_only = to_line(finished(Json::object(), newest_revision));
  modern_members_ = "," + modern_only.substr(1, modern_only.size() - 2);
  const auto asked = page_asked_for({}, listed_.size(), list_page_);
  const auto& first = std::get<PageRange>(asked);
  legacy_tools_ = to_line(tools_page(first, ToolDetail::full, newest_legacy_revision));
  modern_tools_ = to_line(tools_page(first, ToolDetail::full, newest_revision));
}

std::span<const McpServer::Method> McpServer::methods() {
  static constexpr std::array table{
      Method{.name = "server/discover",
             .answer = &McpServer::discover,
             .modern_only = true,
             .quick = true},
      Method{.name = "tools/list", .answer = &McpServer::list_tools, .quick = true},
      Method{.name = "tools/describe", .answer = &McpServer::describe_tool, .quick = true},
      Method{.name = "tools/describe_batch", .answer = &McpServer::describe_tools, .quick = true},
      Method{.name = "tools/call", .answer = &McpServer::call_tool, .may_ask = true},
      Method{.name = "batch/execute", .answer = &McpServer::execute_batch},
      Method{.name = "resources/list",
             .answer = &McpServer::list_resources,
             .quick = true,
             .is_offered = has_resources},
      Method{.name = "resources/templates/list",
             .answer = &McpServer::list_resource_templates,
             .quick = true,
             .is_offered = has_resources},
      Method{.name = "resources/read",
             .answer = &McpServer::read_resource,
             .may_ask = true,
             .use = Use::reads,
             .is_offered = has_resources},
      Method{.name = "prompts/list",
             .answer = &McpServer::list_prompts,
             .quick = true,
             .is_offered = has_prompts},
      Method{.name = "prompts/get",
             .answer = &McpServer::get_prompt,
             .may_ask = true,
             .is_offered = has_prompts},
      Method{.name = "completion/complete",
             .answer = &McpServer::complete,
             .use = Use::reads,
             .is_offered = has_completions},
      Method{.name = "skills/list",
             .answer = &McpServer::list_skills,
             .use = Use::reads,
             .is_offered = has_skills},
      Method{.name = "skills/get",
             .answer = &McpServer::get_skill,
             .use = Use::reads,
             .is_offered = has_skills},
      Method{.name = "resources/directory/read",
             .answer = &McpServer::read_directory,
             .use = Use::reads,
             .is_offered = has_skills},
      Method{.name = "tasks/get",
             .answer = &McpServer::get_task,
             .modern_only = true,
             .use = Use::of_own,
             .is_offered = has_tasks},
      Method{.name = "tasks/update",
             .answer = &McpServer::update_task,
             .modern_only = true,
             .use = Use::of_own,
             .is_offered = has_tasks},
      Method{.name = "tasks/cancel",
             .answer = &McpServer::cancel_task,
             .modern_only = true,
             .use = Use::of_own,
             .is_offered = has_tasks},
  };
  return table;
}

const McpServer::Method* McpServer::find_method(std::string_view name) const {
  const auto found = std::ranges::find(methods(), name, &Method::name);
  return found == methods().end() || !found->is_offered(features_) ? nullptr : &*found;
}

Reply McpServer::handle(const Request& request, CallContext& call) const {
  const Method* method = find_method(request.method);
  if (method == nullptr || (method->modern_only && !is_modern(call.revision))) {
    return unknown_method(request.method);
  }
  const Status allowed = check_use(*method, call);
  if (!allowed.ok()) return as_rpc_error(allowed.error());
  if (method->may_ask) return answer_with_inputs(*method, request, call);
  return (this->*method->answer)(request, call);
}

Status McpServer::check_use(const Method& method, const CallContext& call) {
  switch (method.use) {
    case Use::nothing_stored:
      return Done{};
    case Use::reads:
      return check_may_read(method.name, call);
    case Use::of_own:
      return check_rate(Scope::read, call);
  }
  return Done{};
}

std::optional<RpcError> McpServer::subscribe(const Request& request, const CallContext& call,
                                             const Outlet& outlet) const {
  if (features_.changes == nullptr) return unknown_method(request.method);
  // Whoever calls may be told of something.
  const Status admitted = check_rate(Scope::read, call);
  if (!admitted.ok()) return as_rpc_error(admitted.error());
  const Principal& caller = call.caller;
  Changes::Rights rights{
      .caller = caller.key(),
      .may_read = [&](const std::string& uri) { return may_follow(uri, caller); },
      .tasks = {}};
  if (auto error = add_tasks(request, caller, rights)) return error;
  auto refusal = features_.changes->subscribe(request, outlet, call.cancelled, rights);
  if (refusal) return refusal;
  // Those that changed before they were followed are told of once more.
  for (const Change& told : rights.first) rights.tasks.erase(told.uri);
  for (const std::string& id : rights.tasks) tasks_->tell_again(id, caller);
  return std::nullopt;
}

bool McpServer::may_follow(const std::string& uri, const Principal& caller) const {
  return features_.resources != nullptr && features_.resources->may_follow(uri, caller);
}

void McpServer::end() const {
  if (features_.changes != nullptr) features_.changes->end_all();
  if (tasks_ != nullptr) tasks_->abandon_all();
}

bool McpServer::drain_tasks(std::chrono::milliseconds patience) const {
  return tasks_ == nullptr || tasks_->drain(patience);
}

bool McpServer::is_quick(std::string_view name) const {
  const Method* method = find_method(name);
  return method == nullptr || method->quick;
}

Json McpServer::implementation() const {
  return {{"name", description_.name},
          {"title", description_.title},
          {"version", description_.version},
          {"description", description_.description}};
}

Json McpServer::implementation_with_icon() const {
  Json json = implementation();
  if (description_.icon_svg.empty()) return json;
  const std::string image = "data:image/svg+xml;base64," + to_base64(description_.icon_svg);
  json["icons"] = Json::array(
      {{{"src", image}, {"mimeType", "image/svg+xml"}, {"sizes", Json::array({"any"})}}});
  return json;
}

Json McpServer::capabilities(Revision revision) const {
  const Changeable possible = features_.changes ? features_.changes->possible() : Changeable{};
  Json offered = {{"tools", {{"listChanged", possible.tools}}}};
  if (features_.resources != nullptr) {
    offered["resources"] = {{"subscribe", possible.resource}, {"listChanged", possible.resources}};
  }
  if (!features_.prompts.empty()) offered["prompts"] = {{"listChanged", possible.prompts}};
  if (features_.completions != nullptr) offered["completions"] = Json::object();
  if (features_.sends_logs) offered["logging"] = Json::object();
  Json& more = offered[is_modern(revision) ? "extensions" : "experimental"];
  more = extensions();
  if (features_.skills != nullptr) more[skills_extension] = {{"directoryRead", true}};
  if (is_modern(revision) && tasks_ != nullptr) more[tasks_extension] = Json::object();
  return offered;
}

Json McpServer::finished_list(Json page, Revision revision) const {
  if (is_modern(revision)) {
    page["ttlMs"] = cacheable_ms;
    page["cacheScope"] = "public";
  }
  return finished(std::move(page), revision);
}

Json McpServer::finished_for_now(Json result, Revision revision) const {
  if (is_modern(revision)) {
    result["ttlMs"] = 0;
    result["cacheScope"] = "private";
  }
  return finished(std::move(result), revision);
}

Json McpServer::finished(Json result, Revision revision) const {
  if (!is_modern(revision)) return result;
  result["resultType"] = "complete";
  result["_meta"] = {{server_info_key, implementation()}};
  return result;
}

RpcError unknown_method(std::string_view method) {
  return {.code = rpc::method_not_found,
          .message = "unknown method: " + std::string(cut_to_bytes(method, shown_name_bytes_max))};
}

RpcError bad_params(std::string message, Json data) {
  return {.code = rpc::invalid_params, .message = std::move(message), .data = std::move(data)};
}

RpcError as_rpc_error(const Error& error) {
  switch (error.fault) {
    case Fault::invalid_argument:
    case Fault::not_found:
    case Fault::denied:
      return bad_params(error.message, error.field.empty() ? Json() : Json{{"field", error.field}});
    case Fault::exhausted:
      return {.code = rpc::internal_error,
              .message = error.message,
              .data = {{"retry_after_ms", error.retry_after_ms}}};
    default:
      return {.code = rpc::internal_error, .message = error.message};
  }
}

}  // namespace memory_mcp
