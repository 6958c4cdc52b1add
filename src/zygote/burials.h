// Takes the ends of children as they come, so that none stays a zombie, and remembers the last ones
// that a signal ended: that is how the server learns that a child hit a wall.
#pragma once

#include <sys/types.h>

namespace memory_mcp::zygote {

// From now on, for all children. Once, in the zygote.
void bury_children();

// As waitpid tells it; 0 for a child that ended on its own or long ago. Waits for one that has not
// ended yet, so it must be about to.
int how_it_ended(pid_t child);

}  // namespace memory_mcp::zygote
