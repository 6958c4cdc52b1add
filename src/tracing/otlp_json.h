// Spans in the JSON encoding of OTLP (opentelemetry-proto, ExportTraceServiceRequest). Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tracing/span.h"

namespace memory_mcp {

std::string otlp_request(std::span<const Span> spans, std::string_view service_version);

}  // namespace memory_mcp
