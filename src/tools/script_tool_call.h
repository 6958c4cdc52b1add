// How a script calls the server's tools: with its caller's namespace, and no more rights than the
// operator gave to scripts.
#pragma once

#include <string>

#include "sandbox/host_calls.h"
#include "tools/all_tools.h"

namespace memory_mcp {

// Empty where scripts may call none. `call` is the call that runs the script; both must outlive it.
ToolCall tool_call_for_script(const Services& services, const std::string& namespace_name,
                              const CallContext& call);

}  // namespace memory_mcp
