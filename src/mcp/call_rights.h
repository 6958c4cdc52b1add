// Whether the caller of a tool may call it: by what it does, in which namespace, and how often.
#pragma once

#include "mcp/call_context.h"
#include "mcp/tool.h"

namespace memory_mcp {

// What the caller of the tool must be allowed to do.
Scope scope_of(const ToolInfo& info);

// denied when the caller lacks the scope or may not use the namespace that the arguments name;
// exhausted when it calls too often.
Status check_rights(const Tool& tool, const Json& arguments, const CallContext& call);

}  // namespace memory_mcp
