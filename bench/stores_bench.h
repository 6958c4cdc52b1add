// scripts/bench storage --store both: SQLite and PostgreSQL beside each other, on the same disk and
// filled alike. scripts/bench replicas: one, two and four servers on one database of PostgreSQL.
#pragma once

#include <string>

#include "bench/report.h"
#include "bench/settings.h"

namespace memory_mcp::bench {

// `url` is that of an empty database.
void run_stores_bench(const Settings& settings, const std::string& url, Report& report);
void run_replicas_bench(const Settings& settings, const std::string& url, Report& report);

}  // namespace memory_mcp::bench
