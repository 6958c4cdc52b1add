// One call of a tool, the same way for whoever makes it: its bugs become an error, its use is
// counted and logged.
#pragma once

#include <string>

#include "mcp/tool.h"
#include "mcp/tool_usage.h"

namespace memory_mcp {

struct CalledTool {
  Result<ToolReply> reply;
  bool is_bug = false;  // The tool did not end as tools do.
  double ms = 0;
};

// `id` is what the log calls the call.
CalledTool call_counted(const Tool& tool, const Json& arguments, CallContext& call,
                        ToolUsage& usage, const std::string& id);

}  // namespace memory_mcp
