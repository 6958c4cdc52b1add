#include "base/latency.h"

#include <algorithm>
#include <cmath>

namespace memory_mcp {

std::size_t LatencyHistogram::bucket_of(double ms) {
  if (ms <= smallest_ms) return 0;
  const double position = std::ceil(std::log(ms / smallest_ms) / std::log(ratio));
  return std::min(buckets - 1, static_cast<std::size_t>(position));
}

void LatencyHistogram::observe_ms(double ms) {
  ++counts_[bucket_of(ms)];
  ++count_;
  max_ms_ = std::max(max_ms_, ms);
  sum_ms_ += ms;
}

double LatencyHistogram::quantile_ms(double quantile) const {
  if (count_ == 0) return 0;
  const double wanted = std::max(1.0, std::ceil(quantile * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    seen += counts_[i];
    if (static_cast<double>(seen) >= wanted) {
      return std::min(max_ms_, smallest_ms * std::pow(ratio, static_cast<double>(i)));
    }
  }
  return max_ms_;
}

}  // namespace memory_mcp
