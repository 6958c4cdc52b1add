// What stays the same of an error message from one time to the next.
#pragma once

#include <string>
#include <string_view>

namespace memory_mcp {

// The message, or of several lines the one that names the error, in lower case, with `#` for
// numbers, `<id>` for UUIDs, `<hex>` for hexadecimal numbers, `<path>` for paths and addresses,
// `<text>` for what stands in quotes and single spaces; at most 120 bytes. "Connection
// to 10.0.0.7:5432 refused" → "connection to #:# refused".
std::string error_signature(std::string_view message);

}  // namespace memory_mcp
