// SQLite as a Database: one writer with group commit, several readers, one file that any number of
// processes share.
#pragma once

#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/store.h"

namespace memory_mcp {

// Creates the file (0600) and its directory (0700) when they are missing. A small database is
// checked before this returns, a large one in the background; a damaged one is opened for reading
// only, and damage() says what is wrong.
Result<std::unique_ptr<Database>> open_sqlite_database(const std::string& path);

// What stands behind "sqlite:" in the URL of a store.
Result<std::unique_ptr<Database>> open_sqlite_url(std::string_view path, Opening opening);

}  // namespace memory_mcp
