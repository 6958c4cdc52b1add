#include "mcp/server.h"

#include <algorithm>
#include <array>

#include "base/text.h"
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

McpServer::McpServer(ServerDescription description, std::vector<Tool> tools, ToolUsage& usage,
                     const ToolListOptions& list)
    : description_(std::move(description)),
      tools_(std::move(tools)),
      listed_(listed(tools_, list)),
      usage_(usage),
      list_page_(list.page) {
  const std::string modern_only = to_line(finished(Json::object(), newest_revision));
  modern_members_ = "," + modern_only.substr(1, modern_only.size() - 2);
  legacy_tools_ = to_line(finished_page(0, ToolDetail::full, newest_legacy_revision));
  modern_tools_ = to_line(finished_page(0, ToolDetail::full, newest_revision));
}

std::span<const McpServer::Method> McpServer::methods() {
  static constexpr std::array table{
      Method{"server/discover", &McpServer::discover, true, true},
      Method{"tools/list", &McpServer::list_tools, false, true},
      Method{"tools/describe", &McpServer::describe_tool, false, true},
      Method{"tools/describe_batch", &McpServer::describe_tools, false, true},
      Method{"tools/call", &McpServer::call_tool, false, false},
      Method{"batch/execute", &McpServer::execute_batch, false, false},
  };
  return table;
}

const McpServer::Method* McpServer::find_method(std::string_view name) {
  const auto found = std::ranges::find(methods(), name, &Method::name);
  return found == methods().end() ? nullptr : &*found;
}

Reply McpServer::handle(const Request& request, CallContext& call) const {
  const Method* method = find_method(request.method);
  if (method == nullptr || (method->modern_only && !is_modern(call.revision))) {
    return unknown_method(request.method);
  }
  return (this->*method->answer)(request, call);
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

Json McpServer::capabilities(Revision revision) const {
  return {{"tools", {{"listChanged", false}}},
          {is_modern(revision) ? "extensions" : "experimental", extensions()}};
}

Json McpServer::finished(Json result, Revision revision) const {
  if (!is_modern(revision)) return result;
  result["resultType"] = "complete";
  result["_meta"] = {{"io.modelcontextprotocol/serverInfo", implementation()}};
  return result;
}

Json McpServer::cacheable(Json result, Revision revision) const {
  if (is_modern(revision)) {
    result["ttlMs"] = cacheable_ms;
    result["cacheScope"] = "public";
  }
  return finished(std::move(result), revision);
}

RpcError unknown_method(std::string_view method) {
  return {.code = rpc::method_not_found,
          .message = "unknown method: " + std::string(cut_to_bytes(method, shown_name_bytes_max))};
}

RpcError bad_params(std::string message, Json data) {
  return {.code = rpc::invalid_params, .message = std::move(message), .data = std::move(data)};
}

}  // namespace memory_mcp
