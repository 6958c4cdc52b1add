// How the zygote and its children give up. Nothing is printed after the start: what a child writes
// is untrusted, and the server knows from the exit status what happened.
#pragma once

namespace memory_mcp::zygote {

// Ends the process, with `why` on standard error while there is one.
[[noreturn]] void die(const char* why);

}  // namespace memory_mcp::zygote
