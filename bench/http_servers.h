// How each server of the comparison over HTTP is started, and what is called there.
#pragma once

#include "bench/http_server.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

HttpServerKind memory_mcp_over_http(const Settings& settings);
HttpServerKind everything_over_http(const Settings& settings);

// The limit: this program answering every request with a constant (http_limit.h).
HttpServerKind limit_over_http(const Settings& settings);

}  // namespace memory_mcp::bench
