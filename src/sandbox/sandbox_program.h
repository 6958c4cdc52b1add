// Where memory-mcp-sandbox is, when nobody says so.
#pragma once

#include <string>

namespace memory_mcp {

// The first that can be executed: beside the running program, where an installation has it as seen
// from the program or from this library, wherever they were moved to, and where it was first
// meant to be. Beside the program when there is none.
std::string find_sandbox_program();

}  // namespace memory_mcp
