// scripts/bench recall: how long query_memory takes in stores of growing size, what the first query
// costs and what the index takes, beside server-memory and a bare full-text index.
#pragma once

#include "bench/report.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

void run_recall_bench(const Settings& settings, Report& report);

}  // namespace memory_mcp::bench
