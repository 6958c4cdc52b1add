// Landlock: the process's own denial of every file, port and foreign signal that the running
// kernel knows how to deny.
#pragma once

#include <cstdint>

namespace memory_mcp::zygote {

// The version of Landlock now in force; 0 when the kernel has none or refuses (errno says why).
std::uint32_t enter_landlock();

}  // namespace memory_mcp::zygote
