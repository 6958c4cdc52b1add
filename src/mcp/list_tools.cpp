#include "mcp/pages.h"
#include "mcp/server.h"

namespace memory_mcp {

Json McpServer::tools_page(const PageRange& range, ToolDetail detail, Revision revision) const {
  return finished_list(page_json(range, listed_, "tools",
                                 [&](const Tool* tool) { return tool_to_json(*tool, detail); }),
                       revision);
}

// The list is the same for everyone and for the life of the process, so caches may keep it.
Reply McpServer::list_tools(const Request& request, CallContext& call) const {
  const auto lazy = request.params.find("lazy");
  const bool is_told = lazy != request.params.end();
  if (is_told && !lazy->is_boolean()) return bad_params("\"params.lazy\" must be true or false");
  const ToolDetail detail = is_told && lazy->get<bool>() ? ToolDetail::brief : ToolDetail::full;
  if (detail == ToolDetail::full && !request.params.contains("cursor")) {
    return ResultText{is_modern(call.revision) ? modern_tools_ : legacy_tools_};
  }
  const auto page = page_asked_for(request, listed_.size(), list_page_);
  if (const auto* error = std::get_if<RpcError>(&page)) return *error;
  return tools_page(std::get<PageRange>(page), detail, call.revision);
}

}  // namespace memory_mcp
