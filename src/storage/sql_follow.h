// Store::follow in SQL.
#pragma once

#include "storage/database.h"
#include "storage/follower.h"

namespace memory_mcp {

// Tells `follower` of up to `limit` changes of each kind behind `at`, which moves on with each of
// them. A document that is damaged is left out: inspect() names it.
//
// In the order of their numbers, where those are the order of the commits.
Status follow_all(Connection& connection, ChangePosition& at, Follower& follower,
                  std::size_t limit);

// One namespace after the other, where only writes in the same namespace take turns: a number of
// another one may become visible after a higher one (docs/adr/0022).
Status follow_namespaces(Connection& connection, ChangePosition& at, Follower& follower,
                         std::size_t limit);

}  // namespace memory_mcp
