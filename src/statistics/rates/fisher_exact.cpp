#include "statistics/rates/fisher_exact.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "statistics/distributions.h"
#include "statistics/series_limits.h"

namespace memory_mcp::statistics {
namespace {

// The probabilities of every table with these margins.
struct Tables {
  std::int64_t fewest;  // How many have both in the first of them.
  std::vector<double> probabilities;
};

// From the likeliest one outwards, where each follows from its neighbour. There the distribution
// itself is asked, because the far ends may be smaller than any double.
Tables all_tables(const TwoByTwo& table) {
  const std::int64_t first = table.both + table.only_first;
  const std::int64_t second = table.both + table.only_second;
  const std::int64_t all = first + table.only_second + table.neither;
  const std::int64_t fewest = std::max<std::int64_t>(0, first + second - all);
  const std::int64_t most = std::min(first, second);
  const auto real = [](std::int64_t count) { return static_cast<double>(count); };
  // How much likelier one more is.
  const auto growth = [&](std::int64_t both) {
    return real(first - both) / real(both + 1) * real(second - both) /
           real(all - first - second + both + 1);
  };
  std::vector<double> chances(static_cast<std::size_t>(most - fewest + 1));
  const auto chance = [&](std::int64_t both) -> double& {
    return chances[static_cast<std::size_t>(both - fewest)];
  };
  const std::int64_t likeliest = std::clamp(
      static_cast<std::int64_t>(real(first + 1) * real(second + 1) / real(all + 2)), fewest, most);
  const Urn urn{.all = static_cast<std::uint64_t>(all),
                .marked = static_cast<std::uint64_t>(first),
                .drawn = static_cast<std::uint64_t>(second)};
  chance(likeliest) = hypergeometric_probability(static_cast<std::uint64_t>(likeliest), urn);
  for (auto both = likeliest; both < most; ++both) chance(both + 1) = chance(both) * growth(both);
  for (auto both = likeliest; both > fewest; --both) {
    chance(both - 1) = chance(both) / growth(both - 1);
  }
  return {fewest, std::move(chances)};
}

}  // namespace

Result<FisherExact> fisher_exact(const TwoByTwo& table) {
  for (const auto& [name, count] :
       {std::pair{"both", table.both}, std::pair{"only_first", table.only_first},
        std::pair{"only_second", table.only_second}, std::pair{"neither", table.neither}}) {
    if (count >= 0 && count <= limits::table_count_max) continue;
    return invalid_argument(name, std::string(name) + " is " + std::to_string(count) +
                                      ": give a count from 0 to " +
                                      std::to_string(limits::table_count_max));
  }
  const auto [fewest, chances] = all_tables(table);
  const auto seen = static_cast<std::size_t>(table.both - fewest);
  // Equally likely tables differ by rounding.
  const double no_likelier = chances[seen] * (1 + 1e-7);
  FisherExact found{.two_sided = 0, .greater = 0, .less = 0};
  for (std::size_t index = 0; index < chances.size(); ++index) {
    if (chances[index] <= no_likelier) found.two_sided += chances[index];
    if (index >= seen) found.greater += chances[index];
    if (index <= seen) found.less += chances[index];
  }
  for (double* p : {&found.two_sided, &found.greater, &found.less}) *p = std::min(*p, 1.0);
  return found;
}

}  // namespace memory_mcp::statistics
