// How the zygote and its children give up. What is said before the walls stand is on the server's
// standard error; behind them there is none, and the server sees only that a process has ended.
#pragma once

namespace memory_mcp::zygote {

// Ends the process, with `why` on standard error while there is one.
[[noreturn]] void die(const char* why);

}  // namespace memory_mcp::zygote
