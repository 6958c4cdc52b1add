#include "statistics/theil_sen.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "statistics/pair_order.h"

namespace memory_mcp::statistics {
namespace {

// Whole numbers in the order of the doubles, each next to its neighbour, so that halving ends.
std::int64_t place_of(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}

double at_place(std::int64_t place) {
  return std::bit_cast<double>(place >= 0 ? place
                                          : std::numeric_limits<std::int64_t>::min() - place);
}

// A pair has at most this slope where its values do not rise once the slope is taken out. The wider
// type keeps the product of slope and index exact.
std::uint64_t slopes_up_to(double slope, std::span<const double> values) {
  std::vector<long double> left(values.begin(), values.end());
  for (std::size_t index = 0; index < left.size(); ++index) {
    left[index] -= static_cast<long double>(slope) * static_cast<long double>(index);
  }
  return pairs_not_rising(std::move(left));
}

// The smallest of which no fewer than `rank` slopes are at most it. All slopes are means of those
// between neighbours, and so lie between the least and the greatest of them.
double slope_of_rank(std::uint64_t rank, std::span<const double> values) {
  std::vector<double> steps(values.size());
  std::adjacent_difference(values.begin(), values.end(), steps.begin());
  const auto [least, greatest] = std::ranges::minmax(std::span(steps).subspan(1));
  std::int64_t below = place_of(least) - 1;
  std::int64_t at_most = place_of(greatest);
  while (at_most - 1 > below) {
    const std::int64_t middle = std::midpoint(below, at_most);
    (slopes_up_to(at_place(middle), values) >= rank ? at_most : below) = middle;
  }
  return at_place(at_most);
}

}  // namespace

double theil_sen_slope(std::span<const double> values) {
  CHECK(values.size() > 1);
  const std::uint64_t pairs = std::uint64_t{values.size()} * (values.size() - 1) / 2;
  const std::uint64_t rank = (pairs + 1) / 2;
  const double lower = slope_of_rank(rank, values);
  if (pairs % 2 == 1 || slopes_up_to(lower, values) > rank) return lower;
  return std::midpoint(lower, slope_of_rank(rank + 1, values));
}

}  // namespace memory_mcp::statistics
