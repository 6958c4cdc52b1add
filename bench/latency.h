// Times of single calls and what is said about them. A value: copy it freely.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

namespace memory_mcp::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

inline SteadyTime now() { return std::chrono::steady_clock::now(); }

inline double ms_since(SteadyTime start) {
  return std::chrono::duration<double, std::milli>(now() - start).count();
}

class Latency {
 public:
  void add(double ms) { times_ms_.push_back(ms); }
  void add(const Latency& more) {
    times_ms_.insert(times_ms_.end(), more.times_ms_.begin(), more.times_ms_.end());
  }

  // The smallest time that at least `share` of all calls did not exceed (nearest rank).
  double quantile_ms(double share) const {
    if (times_ms_.empty()) return 0;
    std::vector<double> sorted = times_ms_;
    std::sort(sorted.begin(), sorted.end());
    const double rank = std::ceil(share * static_cast<double>(sorted.size()));
    return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  }
  double p50_ms() const { return quantile_ms(0.50); }
  double p99_ms() const { return quantile_ms(0.99); }

 private:
  std::vector<double> times_ms_;
};

struct Throughput {
  std::size_t calls = 0;
  double wall_ms = 0;

  void add(const Throughput& more) {
    calls += more.calls;
    wall_ms += more.wall_ms;
  }
  double per_second() const { return static_cast<double>(calls) * 1000.0 / wall_ms; }
};

}  // namespace memory_mcp::bench
