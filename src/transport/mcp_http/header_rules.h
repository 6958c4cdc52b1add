// What the header fields of a request must say since 2026-07-28: the same as its body, so that
// whoever stands between can read them alone.
#pragma once

#include <optional>
#include <string_view>

#include "mcp/message.h"
#include "mcp/server.h"
#include "transport/http/http_message.h"

namespace memory_mcp {

// Whether MCP-Protocol-Version names a revision in which every request speaks for itself.
bool names_modern_revision(const HttpFields& fields);
// Whether it names a revision that we do not know.
bool names_unknown_revision(const HttpFields& fields);

// What is missing among the fields or differs from the body: first the revision alone, as it
// decides how everything else is read.
std::optional<RpcError> revision_mismatch(const HttpFields& fields, const Request& request);
std::optional<RpcError> field_mismatch(const HttpFields& fields, const Request& request,
                                       const McpServer& server);

// The field `traceparent` of W3C Trace Context, as the request would say it in _meta, which counts
// when it does.
void take_trace_context(const HttpFields& fields, Json& message);

// A field's value, decoded when it is written as =?base64?…?=. Nothing when it cannot be.
std::optional<std::string> decoded_field(std::string_view value);

}  // namespace memory_mcp
