// One page of an export: the same for the command, whose file has all of them, and for the tool,
// which gives them away one by one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/archive.h"
#include "storage/store.h"

namespace memory_mcp {

// Where a page starts: first all episodes of a namespace are written, each with its checkpoints,
// then all relations.
struct ExportPlace {
  enum class Part { episodes, relations };
  Part part = Part::episodes;
  std::int64_t from = 0;  // In the store's order of that part.

  std::string to_text() const;  // "episodes-17".
  static std::optional<ExportPlace> from_text(std::string_view text);
};

struct ExportBounds {
  std::size_t records = limits::episodes_per_page_max;
  // A page ends before it grows larger, unless it holds nothing yet.
  std::size_t page_bytes = std::numeric_limits<std::size_t>::max();
  std::size_t record_bytes = std::numeric_limits<std::size_t>::max();
};

struct ExportPage {
  std::optional<ExportPlace> next;    // None at the end.
  std::vector<std::string> left_out;  // What could not be written, and why.
};

// What is damaged, or larger than it may be, is left out and named.
Result<ExportPage> export_page(Transaction& transaction, const std::string& namespace_name,
                               const ExportPlace& place, const ExportBounds& bounds,
                               ArchiveWriter& writer);

}  // namespace memory_mcp
