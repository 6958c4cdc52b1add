// What all tools have in common that record what an agent sends.
#pragma once

#include "mcp/tool.h"
#include "model/recorded_secrets.h"

namespace memory_mcp {

// The same tool, which deals with secrets in its arguments before it sees them, and says so.
Tool recording(Tool tool, RecordedSecrets policy);

}  // namespace memory_mcp
