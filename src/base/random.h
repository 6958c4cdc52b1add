// Numbers that nobody can guess.
#pragma once

#include <cstddef>
#include <string>

namespace memory_mcp {

// That many bytes (at most 256) from the system's own source, fit for keys and secrets.
std::string random_bytes(std::size_t size);

}  // namespace memory_mcp
