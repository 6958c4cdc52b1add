// scripts/bench http: what the clients of a server feel that they reach over HTTP, few or many, and
// beside others who are slow.
#pragma once

#include "bench/report.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

void run_http_bench(const Settings& settings, Report& report);

}  // namespace memory_mcp::bench
