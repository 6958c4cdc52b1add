// What the audit log keeps of an execution: what ran (by its hash), under which limits, and how it
// ended. Neither the code nor what it printed.
#pragma once

#include <string_view>

#include "json/json.h"
#include "sandbox/outcome.h"

namespace memory_mcp {

struct ExecutionRecord {
  std::string_view namespace_name;
  std::string_view code;
  ExecutionLimits limits;
  const ExecutionResult& result;
  Usage usage;
  double elapsed_ms = 0;
  bool was_cancelled = false;
  bool is_degraded = false;  // It ran without seccomp.
  std::string_view trace_id = {};
};

Json to_audit_details(const ExecutionRecord& record);

}  // namespace memory_mcp
