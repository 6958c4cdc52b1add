// What tools tell the audit log.
#pragma once

#include <string>

#include "audit/audit_log.h"
#include "mcp/call_context.h"

namespace memory_mcp {

// Writes down what was done already; when that fails, the log of the server says so.
void write_down(AuditLog& audit, AuditEvent event, const CallContext& call, const Json& details);

}  // namespace memory_mcp
