// scripts/bench learning-speed: how long it takes to learn from an episode when it is completed,
// and to be advised by what was learnt, in stores of growing size.
#pragma once

#include "bench/report.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

void run_learning_speed_bench(const Settings& settings, Report& report);

}  // namespace memory_mcp::bench
