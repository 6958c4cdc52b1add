// The program's version, from CMakeLists.txt.
#pragma once

namespace memory_mcp {

inline constexpr const char* version = MEMORY_MCP_VERSION;

}  // namespace memory_mcp
