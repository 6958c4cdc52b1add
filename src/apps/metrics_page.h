// What the server counts, as Prometheus reads it (docs/http.md lists the names).
#pragma once

#include "assembly/assembly.h"
#include "transport/http/http_message.h"

namespace memory_mcp {

// `usage` is of the tools that are served. What cannot be read now is left out, and `memory_mcp_up`
// is 0 then.
HttpResponse metrics_page(Assembly& assembly, const ToolUsage& usage);

}  // namespace memory_mcp
