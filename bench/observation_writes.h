// The same questions put to server-memory: add_observations alone, and sixteen in flight. It
// neither flushes to disk nor orders its writers, so its times are those of a weaker promise.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/report.h"
#include "bench/sample_work.h"
#include "bench/servers.h"
#include "bench/sized_stores.h"

namespace memory_mcp::bench {

// `run` makes each run's observations new: repeated ones are dropped without being written.
void measure_single_observations(const Server& server, const std::vector<SizedStore>& stores,
                                 const SampleWork& work, std::size_t run, Report& report);

// Nothing for stores whose calls take so long that sixteen clients would wait for minutes.
void measure_crowd_of_observations(const Server& server, const SizedStore& store,
                                   const SampleWork& work, std::size_t run, Report& report);

}  // namespace memory_mcp::bench
