#include "learn/patterns/prospects.h"

namespace memory_mcp {
namespace {

// How many of the same kind it takes until `holds`.
template <typename Holds>
std::optional<int> until(const Pattern& pattern, double success, Holds holds) {
  RatesTable table;
  const auto after = [&](int count) {
    Mass mass = pattern.mass;
    for (int i = 0; i < count; ++i) mass += mass_of(success, 1);
    return table.of(mass, pattern.weighed + static_cast<std::size_t>(count), pattern.all);
  };
  if (holds(after(0))) return std::nullopt;
  for (int count = 1; count <= prospects_max; ++count) {
    if (holds(after(count))) return count;
  }
  return std::nullopt;
}

}  // namespace

Prospects prospects_of(const Pattern& pattern) {
  if (!pattern.rates.is_corroborated) return {};
  const auto is_established = [](const Rates& rates) { return rates.is_established; };
  return {
      .successes_to_establish = until(pattern, 1, is_established),
      .failures_to_establish = until(pattern, 0, is_established),
      .failures_to_avoid = until(pattern, 0, [](const Rates& rates) { return rates.is_avoided; }),
      .successes_to_clear =
          until(pattern, 1, [](const Rates& rates) { return !rates.is_avoided; })};
}

}  // namespace memory_mcp
