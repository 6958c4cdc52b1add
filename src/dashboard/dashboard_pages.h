// The dashboard over HTTP: a few files that are the same for everybody.
#pragma once

#include <vector>

#include "transport/serve_http.h"

namespace memory_mcp {

// Where the page is.
inline constexpr std::string_view dashboard_path = "/dashboard/";

std::vector<HttpPage> dashboard_pages();

}  // namespace memory_mcp
