// Which of many series are compared with which: those that are equally long.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "statistics/series.h"

namespace memory_mcp::statistics {

struct Pairs {
  std::vector<std::pair<std::size_t, std::size_t>> equally_long;  // Indices, the lesser one first.
  std::optional<Error> others;  // Why the rest is no pair, when there is a rest.
};

// Among the series that are fit to be compared: one flag for each of `all`.
Pairs pairs_of(std::span<const Series> all, const std::vector<bool>& is_fit,
               std::string_view method);

}  // namespace memory_mcp::statistics
