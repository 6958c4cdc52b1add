// W3C Trace Context, as requests carry it in _meta.
#pragma once

#include <string>
#include <string_view>

namespace memory_mcp {

// Where in a trace a request was made.
struct TraceContext {
  std::string trace_id;   // Of the whole trace, 32 hexadecimal digits.
  std::string parent_id;  // Of the span that the request belongs to, 16.
};

// Of a `traceparent`; empty when it is none, as the recommendation wants it.
TraceContext trace_context_of(std::string_view traceparent);

}  // namespace memory_mcp
