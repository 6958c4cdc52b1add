// How long things took: counts in buckets that grow by a constant ratio, so that any quantile is
// known to within 5 % from a fixed 2 KB, however many observations there were.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace memory_mcp {

class LatencyHistogram {
 public:
  void observe_ms(double ms);

  std::uint64_t count() const { return count_; }
  double max_ms() const { return max_ms_; }
  double sum_ms() const { return sum_ms_; }
  // The value that `quantile` (0..1) of the observations do not exceed; 0 when there are none.
  double quantile_ms(double quantile) const;

 private:
  // 1 µs · 1.05^424 ≈ 960 s; slower is counted in the last bucket, and max_ms is exact.
  static constexpr std::size_t buckets = 425;
  static constexpr double smallest_ms = 0.001;
  static constexpr double ratio = 1.05;

  static std::size_t bucket_of(double ms);

  std::array<std::uint32_t, buckets> counts_{};
  std::uint64_t count_ = 0;
  double max_ms_ = 0;
  double sum_ms_ = 0;
};

}  // namespace memory_mcp
