#include "statistics/pairs.h"

#include <map>
#include <string>

#include "base/check.h"

namespace memory_mcp::statistics {
namespace {

using Lengths = std::map<std::size_t, std::vector<std::string_view>>;  // With the names of each.

Error differ(const Lengths& lengths, std::string_view method) {
  std::string message(method);
  message += " is between series of one length, and ";
  std::string_view between;
  for (const auto& [points, names] : lengths) {
    message += between;
    message += std::to_string(points) + " points have ";
    between = "; ";
    std::string_view comma;
    for (const std::string_view name : names) {
      message += std::string(comma) + "\"" + std::string(name) + "\"";
      comma = ", ";
    }
  }
  return invalid_argument("", message + ": give all at the same times");
}

}  // namespace

Pairs pairs_of(std::span<const Series> all, const std::vector<bool>& is_fit,
               std::string_view method) {
  CHECK(all.size() == is_fit.size());
  Pairs pairs;
  Lengths lengths;
  for (std::size_t first = 0; first < all.size(); ++first) {
    if (!is_fit[first]) continue;
    const std::size_t points = all[first].values.size();
    lengths[points].push_back(all[first].name);
    for (std::size_t second = first + 1; second < all.size(); ++second) {
      if (!is_fit[second] || all[second].values.size() != points) continue;
      pairs.equally_long.emplace_back(first, second);
    }
  }
  if (lengths.size() > 1) pairs.others = differ(lengths, method);
  return pairs;
}

}  // namespace memory_mcp::statistics
