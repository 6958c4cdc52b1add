// What lets pages of another origin read the answers that HostGuard lets them ask for: cross-origin
// resource sharing, as the Fetch standard has it.
#pragma once

#include <optional>
#include <vector>

#include "transport/http/http_message.h"

namespace memory_mcp {

// What each answer to the request says besides; nothing to clients that are no pages. The request's
// origin is one that may use the server.
std::vector<HttpField> cross_origin_fields(const HttpRequest& request);

// The answer to a browser that asks whether a page may send a request; nothing when it does not
// ask.
std::optional<HttpResponse> preflight_answer(const HttpRequest& request);

}  // namespace memory_mcp
