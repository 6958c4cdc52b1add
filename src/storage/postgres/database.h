// PostgreSQL as a Database: any number of servers write to one, each over a few connections.
#pragma once

#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/store.h"

namespace memory_mcp {

// `url` is a connection URI of libpq. The tables are in the first schema of the search path.
Result<std::unique_ptr<Database>> open_postgres_database(const std::string& url);

// What stands behind "postgresql:" in the URL of a store.
Result<std::unique_ptr<Database>> open_postgres_url(std::string_view rest, Opening opening);

}  // namespace memory_mcp
