// W3C Trace Context, as requests carry it in _meta.
#pragma once

#include <string>
#include <string_view>

namespace memory_mcp {

// The id of the whole trace, 32 hexadecimal digits, of a `traceparent`; empty when it is none, as
// the recommendation wants it.
std::string trace_id_of(std::string_view traceparent);

}  // namespace memory_mcp
