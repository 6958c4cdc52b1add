#include "statistics/false_discovery.h"

#include <algorithm>
#include <numeric>

namespace memory_mcp::statistics {

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
  std::vector<std::size_t> largest_first(p_values.size());
  std::iota(largest_first.begin(), largest_first.end(), std::size_t{0});
  std::ranges::sort(largest_first, std::greater{},
                    [&](std::size_t index) { return p_values[index]; });
  std::vector<double> adjusted(p_values.size());
  const auto tests = static_cast<double>(p_values.size());
  double smallest = 1;
  double rank = tests;
  for (const std::size_t index : largest_first) {
    smallest = std::min(smallest, p_values[index] * (tests / rank));
    adjusted[index] = smallest;
    --rank;
  }
  return adjusted;
}

}  // namespace memory_mcp::statistics
