// What each figure of serving over HTTP is called, and the goal it has.
#pragma once

#include "bench/http_crowd.h"
#include "bench/report.h"

namespace memory_mcp::bench {

inline constexpr std::size_t crowd_clients = 64;
inline constexpr std::size_t ordinary_clients = 16;
inline constexpr std::size_t slow_clients = 32;
inline constexpr std::size_t open_streams = 1'000;
inline constexpr std::size_t large_crowd_clients = 1'000;

// What one run has measured of one server.
struct HttpTimes {
  Latency calls, lists;      // one client
  Throughput crowd_calls;    // of crowd_clients
  CrowdOutcome large_crowd;  // large_crowd_clients
  // The p99 of each turn of ordinary_clients; not measured of the limit, nor is what follows.
  Latency alone_p99s, beside_slow_p99s;
  double streams_mb = 0;  // what open_streams take
};

void record_http_times(const HttpTimes& times, const HttpServerKind& kind, Report& report);

}  // namespace memory_mcp::bench
