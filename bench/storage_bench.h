// scripts/bench storage: what a durable write costs, alone, among sixteen, and in a growing store.
#pragma once

#include "bench/report.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

void run_storage_bench(const Settings& settings, Report& report);

}  // namespace memory_mcp::bench
