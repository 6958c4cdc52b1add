// One piece of work, as OpenTelemetry describes it: a plain value; and which one a thread is in.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace memory_mcp {

enum class SpanKind { internal = 1, server = 2 };  // As OTLP numbers them.

struct Span {
  std::string trace_id;   // 32 hexadecimal digits.
  std::string span_id;    // 16.
  std::string parent_id;  // The same; empty for the first of a trace.
  std::string name;
  SpanKind kind = SpanKind::internal;
  std::int64_t start_ns = 0;  // Since 1970.
  std::int64_t end_ns = 0;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string error;  // What went wrong; empty when nothing did.
};

}  // namespace memory_mcp
