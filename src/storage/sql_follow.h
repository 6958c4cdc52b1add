// Store::follow in SQL.
#pragma once

#include "storage/database.h"
#include "storage/follower.h"

namespace memory_mcp {

// Tells `follower` of up to `limit` changes of each kind after `from`, and returns how far it came.
// A document that is damaged is left out: inspect() names it.
Result<ChangePosition> follow_changes(Connection& connection, ChangePosition from,
                                      Follower& follower, std::size_t limit);

}  // namespace memory_mcp
