#include "statistics/pair_order.h"

#include <algorithm>
#include <span>

namespace memory_mcp::statistics {
namespace {

// Sorts `values` and counts on the way; `room` is as large and its contents are lost.
std::uint64_t sort_counting(std::span<long double> values, std::span<long double> room) {
  if (values.size() < 2) return 0;
  const std::size_t middle = values.size() / 2;
  const auto earlier = values.first(middle);
  const auto later = values.subspan(middle);
  std::uint64_t count =
      sort_counting(earlier, room.first(middle)) + sort_counting(later, room.subspan(middle));
  auto from = earlier.begin();
  auto to = room.begin();
  for (const long double value : later) {
    while (from != earlier.end() && *from < value) *to++ = *from++;
    count += static_cast<std::uint64_t>(earlier.end() - from);
    *to++ = value;
  }
  std::copy(from, earlier.end(), to);
  std::ranges::copy(room, values.begin());
  return count;
}

}  // namespace

std::uint64_t pairs_not_rising(std::vector<long double> values) {
  std::vector<long double> room(values.size());
  return sort_counting(values, room);
}

}  // namespace memory_mcp::statistics
