// Brings a database's schema up to date: applies migrations/*.sql in order, each once.
#pragma once

#include <span>
#include <string_view>

#include "base/clock.h"
#include "storage/database.h"

namespace memory_mcp {

struct Migration {
  std::int64_t version;  // From the file's name: 0001_episodes.sql is 1.
  std::string_view name;
  std::string_view sql;
};

// All of them, by version; embedded when the program is built.
std::span<const Migration> all_migrations();

// Writes nothing when the schema is up to date. Refuses a schema newer than this program, and a
// database that belongs to something else (conflict).
Status migrate(Database& database, const Clock& clock);

// The schema's version: 0 for an empty database.
Result<std::int64_t> schema_version(Connection& connection);

}  // namespace memory_mcp
