// Stores of growing size, all there at once, so that their times can be taken in turns: a ratio
// between two sizes is then not a ratio between two minutes of the machine.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "bench/mcp_stdio_client.h"
#include "bench/report.h"
#include "bench/scratch_directory.h"
#include "bench/servers.h"

namespace memory_mcp::bench {

struct SizedStore {
  std::size_t size = 0;  // episodes or entities
  std::filesystem::path directory;
};

// Brings the running server's store from one size to another.
using Fill = std::function<void(McpStdioClient& client, std::size_t from, std::size_t to)>;

// Sizes 0, 1,000, 10,000, … up to `largest`; each store grows out of a copy of the one before.
std::vector<SizedStore> grow_stores(const Server& server, const ScratchDirectory& scratch,
                                    std::size_t largest, const Fill& fill);

// Start time and idle memory with each of the stores.
void measure_starts(const Server& server, const std::vector<SizedStore>& stores, Report& report);

}  // namespace memory_mcp::bench
