// Brings a server's memory to a given size through its own tools, many calls in flight.
#pragma once

#include <cstddef>

#include "bench/mcp_stdio_client.h"
#include "bench/sample_work.h"

namespace memory_mcp::bench {

// Completed episodes of steps_per_episode steps, numbers [from, to). Counts every call made.
Throughput fill_episodes(McpStdioClient& client, const SampleWork& work, std::size_t from,
                         std::size_t to);

// The same work for server-memory: one entity per episode, one observation per step.
void fill_entities(McpStdioClient& client, const SampleWork& work, std::size_t from,
                   std::size_t to);

std::string entity_name(std::size_t number);

}  // namespace memory_mcp::bench
