// The realm: what JavaScript finds around it. Its source is realm/*.js, embedded by the build.
#pragma once

#include <string_view>

namespace memory_mcp::zygote {

// An expression: a function (host, tool names as JSON text) that sets the realm up and gives back
// its entry points (realm/README.md).
extern const std::string_view realm_source;

}  // namespace memory_mcp::zygote
