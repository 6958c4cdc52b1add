// What a VectorIndex holds, without its locks: changes need it alone, searches may share it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "vectors/code_table.h"
#include "vectors/neighbour_graph.h"
#include "vectors/scan.h"
#include "vectors/shortcut.h"
#include "vectors/vector_index.h"

namespace memory_mcp {

class VectorIndex::Contents {
 public:
  Contents(std::size_t dimensions, const VectorIndexOptions& options)
      : options_(options), table_(CodeShape(dimensions)) {}

  void put(std::uint32_t id, const Code& code);
  void erase(std::uint32_t id);
  // Puts up to `rows_max` rows into the graph; how many are still to do.
  std::size_t fold(std::size_t rows_max);
  // Of what put() is to do by itself.
  bool too_many_wait() const { return waiting() > options_.waiting_max; }

  std::vector<RowCosine> search(const Code& query, std::size_t count, const KeepId& keep) const;
  double sampled_recall() const;
  std::size_t bytes() const;
  const CodeTable& table() const { return table_; }

 private:
  enum class Way { codes, signs, graph };

  Way way() const;
  std::size_t waiting() const;
  // An empty one, for which all rows wait, or nullptr for none.
  void replace_graph(std::unique_ptr<NeighbourGraph> graph);
  // Through the graph, and past those that wait beside it.
  std::vector<RowCosine> walk(const Code& query, std::size_t count, const KeepId& keep) const;
  // What `keep` accepts, when that is a small part of all.
  std::optional<std::vector<std::uint32_t>> few_kept(const KeepId& keep) const;
  static void judge(Shortcut& shortcut, const std::vector<RowCosine>& found,
                    const std::vector<RowCosine>& truth);

  const VectorIndexOptions& options_;
  CodeTable table_;
  std::unique_ptr<NeighbourGraph> graph_;
  // Rows that are not in the graph while there is one; some may be nobody's by now.
  std::vector<std::uint32_t> waiting_;
  std::size_t hidden_ = 0;  // Rows of the graph that are nobody's.
  mutable Shortcut signs_;
  mutable Shortcut walks_;
};

}  // namespace memory_mcp
