// scripts/bench sandbox: what one execution of agent code costs, how many can run at once, how late
// they are ended, and what remains of them.
#pragma once

#include "bench/report.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

void run_sandbox_bench(const Settings& settings, Report& report);

}  // namespace memory_mcp::bench
