#include "tools/audited.h"

#include "base/log.h"

namespace memory_mcp {

void write_down(AuditLog& audit, AuditEvent event, const CallContext& call, const Json& details) {
  Json all = details;
  if (!call.trace_id.empty()) all["trace"] = call.trace_id;
  const auto written = audit.write(event, call.caller.recorded_name(), all);
  if (!written.ok()) log_error("audit_not_written", {{"why", written.error().message}});
}

}  // namespace memory_mcp
