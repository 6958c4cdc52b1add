// Rows linked to their nearest, for finding among very many without looking at each (HNSW, by
// usearch). It holds links only: what it compares are the codes of the table, which must stay as
// they are for as long as a row is in the graph.
//
// usearch lets additions run beside searches only at the price of races, so here add() needs the
// graph for itself; searches may run beside each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "vectors/scan.h"

namespace memory_mcp {

class NeighbourGraph {
 public:
  explicit NeighbourGraph(const CodeTable& table);
  ~NeighbourGraph();

  void add(std::uint32_t row);
  bool has(std::uint32_t row) const;
  std::size_t size() const;
  std::size_t bytes() const;

  // About the `count` nearest of the rows that `accepts` lets pass. `effort` is how many rows are
  // kept in view on the way. Nothing when more searches are running than there is room for.
  std::optional<std::vector<std::uint32_t>> search(
      const Code& query, std::size_t count, std::size_t effort,
      const std::function<bool(std::uint32_t row)>& accepts) const;

 private:
  struct Links;
  std::unique_ptr<Links> links_;
};

}  // namespace memory_mcp
