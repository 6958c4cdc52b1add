// What tools tell the audit log.
#pragma once

#include <string>

#include "audit/audit_log.h"
#include "mcp/call_context.h"

namespace memory_mcp {

// Who stands in the audit log and in episodes: "local" over stdio, otherwise who said so and the
// name.
std::string audited_name(const Principal& caller);

// Writes down what was done already; when that fails, the log of the server says so.
void write_down(AuditLog& audit, AuditEvent event, const CallContext& call, const Json& details);

}  // namespace memory_mcp
