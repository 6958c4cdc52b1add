// The figures of the recall benchmark, each defined once for every store size.
#pragma once

#include <cstddef>

#include "bench/report.h"

namespace memory_mcp::bench {

Figure recall_p50(std::size_t store_size);
Figure recall_p99(std::size_t store_size);
Figure recall_growth(std::size_t store_size);  // p50 beside that of a tenth of the store
Figure recall_start(std::size_t store_size);
Figure first_recall(std::size_t store_size);
Figure recall_after_write(std::size_t store_size);
Figure recall_memory(std::size_t store_size);
Figure indexed_bytes_per_episode(std::size_t store_size);
Figure stored_bytes_per_episode(std::size_t store_size);

}  // namespace memory_mcp::bench
