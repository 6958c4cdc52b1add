// Gives back to the disk what removed episodes had taken.
#pragma once

#include <string>

#include "base/result.h"

namespace memory_mcp {

struct Vacuumed {
  std::int64_t bytes_before = 0;  // On disk.
  std::int64_t bytes_after = 0;
};

// `url` is that of a store that is there. Servers may go on; on SQLite their writes wait while the
// file is written anew, for which as much disk is needed again. invalid_argument for a store that
// has nothing to give back.
Result<Vacuumed> vacuum_store(const std::string& url);

}  // namespace memory_mcp
