#include "mcp/pages.h"
#include "mcp/server.h"

namespace memory_mcp {
namespace {

Json annotations(const ToolInfo& info) {
  return {{"title", info.title},
          {"readOnlyHint", info.effect == Effect::reads},
          {"destructiveHint", info.effect == Effect::destroys_once},
          {"idempotentHint", info.effect != Effect::writes},
          {"openWorldHint", info.is_open_world}};
}

Json tool_to_json(const Tool& tool) {
  Json json = {{"name", tool.info.name},
               {"title", tool.info.title},
               {"description", tool.info.description},
               {"inputSchema", tool.input_schema}};
  if (!tool.output_schema.is_null()) json["outputSchema"] = tool.output_schema;
  json["annotations"] = annotations(tool.info);
  return json;
}

}  // namespace

Json McpServer::tools_page(const PageRange& range, Revision revision) const {
  Json tools = Json::array();
  for (std::size_t i = range.begin; i < range.end; ++i) tools.push_back(tool_to_json(*listed_[i]));
  Json page = {{"tools", std::move(tools)}};
  if (range.next_cursor) page["nextCursor"] = *range.next_cursor;
  return finished_list(std::move(page), revision);
}

// The list is the same for everyone and for the life of the process, so caches may keep it.
Reply McpServer::list_tools(const Request& request, CallContext& call) const {
  if (!request.params.contains("cursor")) {
    return ResultText{is_modern(call.revision) ? modern_tools_ : legacy_tools_};
  }
  const auto page = page_asked_for(request, listed_.size(), list_page_);
  if (const auto* error = std::get_if<RpcError>(&page)) return *error;
  return tools_page(std::get<PageRange>(page), call.revision);
}

}  // namespace memory_mcp
