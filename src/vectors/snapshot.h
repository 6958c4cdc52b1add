// A table of codes and its graph in a file: a cache that saves making the graph anew. The numbers
// are this machine's; a file from another kind of machine is refused like a damaged one.
//
//   "mmvector" | version, dimensions, rows, bytes of the generation | generation |
//   id of each row | codes of each row | graph, if there is one | XXH3 of all before
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vectors/code_table.h"
#include "vectors/neighbour_graph.h"

namespace memory_mcp {

// `graph` may be nullptr. Replaces the file when the new one is whole and on disk.
Status write_snapshot(const std::string& path, std::string_view generation, const CodeTable& table,
                      const NeighbourGraph* graph);

// Fills `table`, which is empty; what it holds after an error is of no use. The graph, or nullptr.
Result<std::unique_ptr<NeighbourGraph>> read_snapshot(const std::string& path,
                                                      std::string_view generation,
                                                      CodeTable& table);

}  // namespace memory_mcp
