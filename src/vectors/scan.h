// Looking at rows one by one: nothing is missed, and any filter is part of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "vectors/code_table.h"

namespace memory_mcp {

// Whether the id may be among the answers; empty: any may.
using KeepId = std::function<bool(std::uint32_t)>;

struct RowCosine {
  std::uint32_t row;
  float cosine;
};

// The rows to look at, fastest when ascending; without one, all of the table.
using RowList = std::optional<std::span<const std::uint32_t>>;

// With the query as it is: only the stored vector is rounded.
float cosine_of(const CodeTable& table, std::uint32_t row, const Code& query);

// The `count` nearest rows that belong to an id which `keep` accepts, best first.
std::vector<RowCosine> scan_codes(const CodeTable& table, const Code& query, std::size_t count,
                                  const KeepId& keep, const RowList& rows = std::nullopt);

// Much faster and nearly the same: the rows whose signs differ least from the query's, of which the
// codes are compared then. `width` is how many times as many as at least.
std::vector<RowCosine> scan_signs(const CodeTable& table, const Code& query, std::size_t count,
                                  const KeepId& keep, std::size_t width,
                                  const RowList& rows = std::nullopt);

// Some more than are wanted: which of them are the nearest is told by best_of.
std::size_t with_spare(std::size_t count);

// The `count` nearest of `rows`, best first, by cosines as good as the stored codes give.
std::vector<RowCosine> best_of(const CodeTable& table, const Code& query,
                               std::span<const std::uint32_t> rows, std::size_t count);

}  // namespace memory_mcp
