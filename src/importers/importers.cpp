#include "base/check.h"
#include "importers/importer.h"

namespace memory_mcp {

#define IMPORTER(name, word) Status read_##name(JsonSource& source, TaskSink& sink);
#include "importers/importer_list.def"
#undef IMPORTER

Importer importer_of(ImportKind kind) {
  switch (kind) {
    case ImportKind::memory_mcp:
      break;
#define IMPORTER(name, word) \
  case ImportKind::name:     \
    return read_##name;
#include "importers/importer_list.def"
#undef IMPORTER
  }
  CHECK(false);
  return nullptr;
}

}  // namespace memory_mcp
