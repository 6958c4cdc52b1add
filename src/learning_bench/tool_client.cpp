#include "learning_bench/tool_client.h"

#include "base/check.h"

namespace memory_mcp {

Result<ToolClient> ToolClient::open() {
  return ToolClient(TRY(open_assembly({.store = "in_memory:"})));
}

Result<Json> ToolClient::call(std::string_view name, const Json& arguments,
                              const Principal& caller) const {
  const Tool* const tool = assembly_->server.find_tool(name);
  CHECK(tool != nullptr);
  CallContext context;
  context.caller = caller;
  auto reply = tool->run(arguments, context);
  if (!reply.ok()) return std::move(reply).error().while_doing(name);
  return parse_json(reply->json, std::string::npos);
}

}  // namespace memory_mcp
