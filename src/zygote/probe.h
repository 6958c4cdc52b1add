// One system call from behind the finished wall, so that the wall can be tested from outside: what
// the filter does not allow ends the process.
#pragma once

#include <cstdint>

#include "zygote/wire.h"

namespace memory_mcp::zygote {

// What the call returned, or minus its errno.
std::int64_t probe(const wire::Probe& probe);

}  // namespace memory_mcp::zygote
