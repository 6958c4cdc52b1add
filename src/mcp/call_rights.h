// Whether a caller may do something: by what it does, in which namespace, and how often.
#pragma once

#include <string>
#include <string_view>

#include "mcp/call_context.h"
#include "mcp/tool.h"

namespace memory_mcp {

// What the caller of the tool must be allowed to do.
Scope scope_of(const ToolInfo& info);

// denied when the caller lacks the scope or may not use the namespace that the arguments name;
// exhausted when it calls too often.
Status check_rights(const Tool& tool, const Json& arguments, const CallContext& call);

// Only how often: for what needs no scope.
Status check_rate(Scope scope, const CallContext& call);
// The same for methods that read without a tool: `what` is what is told of them.
Status check_may_read(std::string_view what, const CallContext& call);
Status check_namespace(std::string_view what, Scope scope, const std::string& namespace_name,
                       const CallContext& call);

}  // namespace memory_mcp
