// The figures of the learning speed benchmark, each defined once for every store size.
#pragma once

#include <cstddef>

#include "bench/report.h"

namespace memory_mcp::bench {

Figure complete_p50(std::size_t store_size);
Figure complete_p99(std::size_t store_size);
// What is left of it beyond the median flush of the same disk.
Figure complete_beyond_flush_p99(std::size_t store_size);
Figure recommend_p50(std::size_t store_size);
Figure recommend_p99(std::size_t store_size);
Figure recommend_after_completion(std::size_t store_size);
Figure search_patterns_p50(std::size_t store_size);
Figure search_patterns_p99(std::size_t store_size);
Figure first_recommendation(std::size_t store_size);
Figure learnt_memory(std::size_t store_size);

}  // namespace memory_mcp::bench
