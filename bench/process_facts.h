// What the kernel tells of a process in /proc. A process that has ended has no children, no memory
// and no descriptors.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace memory_mcp::bench {

std::vector<pid_t> children_of(pid_t pid);

std::size_t resident_bytes_of(pid_t pid);
std::size_t resident_bytes_of_tree(pid_t pid);  // with all its descendants

std::size_t descriptors_of(pid_t pid);

// Resident memory without counting anything twice: a page that n processes share counts a n-th for
// each. Nothing where we may not look.
struct OwnMemory {
  std::size_t proportional_bytes = 0;
  std::size_t private_bytes = 0;  // what would be free again without it
};
std::optional<OwnMemory> own_memory_of(pid_t pid);

}  // namespace memory_mcp::bench
