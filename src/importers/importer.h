// The seam between a format and what is made of it. An importer reads one file from start to end
// and hands on each task as soon as it is complete, so that files of any size need little memory.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "importers/imported_task.h"
#include "importers/json_source.h"

namespace memory_mcp {

enum class ImportKind {
  memory_mcp,  // Our own export, which record/archive.h reads.
#define IMPORTER(name, word) name,
#include "importers/importer_list.def"
#undef IMPORTER
};

constexpr auto names_of(ImportKind) {
  using namespace std::literals;
  return std::array{
      std::pair{ImportKind::memory_mcp, "memory-mcp"sv},
#define IMPORTER(name, word) std::pair{ImportKind::name, std::string_view(word)},
#include "importers/importer_list.def"
#undef IMPORTER
  };
}

class TaskSink {
 public:
  virtual ~TaskSink() = default;

  // Fails only when reading on is of no use, such as with a store that is gone. `line` is where the
  // task begins.
  virtual Status take(ImportedTask task, std::int64_t line) = 0;
  // What cannot be used, and why.
  virtual void refuse(std::int64_t line, std::string why) = 0;
};

// Each importer of the list but our own.
using Importer = Status (*)(JsonSource& source, TaskSink& sink);
Importer importer_of(ImportKind kind);

}  // namespace memory_mcp
