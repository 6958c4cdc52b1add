// Tools whose calls are seen in traces.
#pragma once

#include <vector>

#include "mcp/tool.h"
#include "tracing/tracer.h"

namespace memory_mcp {

// The same tools, each call of which is a span: below the caller's, where the request tells one,
// and above the transactions of the store that it makes. No arguments are in it. Without a tracer
// nothing is done; it outlives the tools.
std::vector<Tool> traced(std::vector<Tool> tools, Tracer* tracer);

}  // namespace memory_mcp
