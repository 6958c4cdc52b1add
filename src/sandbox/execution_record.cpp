#include "sandbox/execution_record.h"

#include "base/sha256.h"
#include "sandbox/names.h"

namespace memory_mcp {

Json to_audit_details(const ExecutionRecord& record) {
  Json details{{"namespace", record.namespace_name},
               {"code_sha256", sha256_hex(record.code)},
               {"code_bytes", record.code.size()},
               {"status", record.was_cancelled ? "cancelled" : status_of(record.result)},
               {"elapsed_ms", record.elapsed_ms},
               {"cpu_ms", record.usage.cpu_ms},
               {"peak_memory_bytes", record.usage.peak_memory_bytes},
               {"tool_calls", record.usage.tool_calls},
               {"limits",
                {{"time_ms", record.limits.time.count()},
                 {"memory_mb", record.limits.memory_mb},
                 {"cpu_percent", record.limits.cpu_percent}}}};
  if (record.was_cancelled) {
    // How its process was ended says nothing about the code.
  } else if (const auto* error = std::get_if<execution::Error>(&record.result)) {
    details["error_type"] = name_of(error->error_type);
  } else if (const auto* violation = std::get_if<execution::SecurityViolation>(&record.result)) {
    details["violation_type"] = name_of(violation->violation_type);
  }
  if (!record.trace_id.empty()) details["trace"] = record.trace_id;
  if (record.is_degraded) details["degraded"] = "without seccomp";
  return details;
}

}  // namespace memory_mcp
