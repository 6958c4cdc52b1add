// The Store, written once in SQL over any Database.
#pragma once

#include <memory>

#include "base/clock.h"
#include "storage/database.h"
#include "storage/store.h"

namespace memory_mcp {

// Migrates the schema first when it must. conflict for a copy that was not finished.
Result<std::unique_ptr<Store>> make_sql_store(std::unique_ptr<Database> database,
                                              const Clock& clock);

}  // namespace memory_mcp
