// scripts/bench protocol: what an agent host feels of a server before any work is done.
#pragma once

#include "bench/report.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

void run_protocol_bench(const Settings& settings, Report& report);

}  // namespace memory_mcp::bench
