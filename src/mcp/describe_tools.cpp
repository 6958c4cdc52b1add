#include <algorithm>

#include "base/text.h"
#include "json/from_json.h"
#include "mcp/server.h"
#include "mcp/tool_call.h"

namespace memory_mcp {
namespace {

struct OneName {
  std::string name;

  static constexpr auto fields() {
    return std::tuple{required("name", &OneName::name, "The name of a tool.")};
  }
};

struct Names {
  std::vector<std::string> names;

  static constexpr auto fields() {
    return std::tuple{
        required("names", &Names::names, "The names of tools.").length(1, limits::list_page_max)};
  }
};

template <typename Params>
Result<Params> params_of(const Request& request) {
  Json params = request.params;
  params.erase("_meta");  // Of the request, as every request may have it.
  return from_json<Params>(params, "params");
}

RpcError refusal(const Error& error) { return bad_params(error.message, {{"field", error.field}}); }

}  // namespace

Reply McpServer::describe_tool(const Request& request, CallContext& call) const {
  const auto params = params_of<OneName>(request);
  if (!params.ok()) return refusal(params.error());
  const Tool* const tool = find_tool(params->name);
  if (tool == nullptr) {
    return bad_params(tool_not_found(params->name),
                      {{"name", std::string(cut_to_bytes(params->name, shown_name_bytes_max))}});
  }
  return finished_list({{"tool", tool_to_json(*tool, ToolDetail::full)}}, call.revision);
}

Reply McpServer::describe_tools(const Request& request, CallContext& call) const {
  const auto params = params_of<Names>(request);
  if (!params.ok()) return refusal(params.error());
  Json tools = Json::array();
  Json not_found = Json::array();
  for (auto name = params->names.begin(); name != params->names.end(); ++name) {
    if (std::find(params->names.begin(), name, *name) != name) continue;
    const Tool* const tool = find_tool(*name);
    if (tool != nullptr)
      tools.push_back(tool_to_json(*tool, ToolDetail::full));
    else
      not_found.push_back(std::string(cut_to_bytes(*name, shown_name_bytes_max)));
  }
  return finished_list({{"tools", std::move(tools)}, {"not_found", std::move(not_found)}},
                       call.revision);
}

}  // namespace memory_mcp
