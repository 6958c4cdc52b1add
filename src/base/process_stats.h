// What the operating system says of this process and its machine, read when asked.
#pragma once

#include <cstdint>

namespace memory_mcp {

struct ProcessStats {
  std::uint64_t rss_bytes = 0;
  double cpu_seconds = 0;    // User and system time since the start.
  double load_per_core = 0;  // The machine's load average of one minute, divided by its cores.
};

ProcessStats process_stats();

}  // namespace memory_mcp
