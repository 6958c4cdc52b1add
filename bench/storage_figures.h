// The figures of the storage benchmark, each defined once for every server and every store size.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "bench/report.h"

namespace memory_mcp::bench {

inline constexpr const char* ours_column = "memory-mcp";
inline constexpr const char* rival_column = "server-memory";
inline constexpr const char* limit_column = "limit";

// A figure of a store of that size.
Figure figure_at(std::size_t store_size, const std::string& name, const std::string& label,
                 const std::string& unit, Better better, std::optional<double> goal = {});

// How many clients write at once in the figures about a crowd.
inline constexpr std::size_t crowd_clients = 16;

Figure write_p50(std::size_t store_size);
Figure write_p99(std::size_t store_size);
Figure write_growth(std::size_t store_size);  // p50 beside the empty store's

// Many clients at once: on which disk, and what came of their writes.
enum class Disk { real, slow };
Figure writes_alone(std::size_t store_size, Disk disk);
Figure writes_in_crowd(std::size_t store_size, Disk disk);
Figure crowd_gain(std::size_t store_size, Disk disk);
Figure writes_kept(std::size_t store_size);
Figure writes_by_processes(std::size_t store_size);

Figure start_p50(std::size_t store_size);
Figure idle_memory(std::size_t store_size);
Figure bytes_per_episode(std::size_t store_size);
Figure writes_while_filling();

}  // namespace memory_mcp::bench
