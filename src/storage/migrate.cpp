#include "storage/migrate.h"

#include "base/log.h"

namespace memory_mcp {
namespace {

constexpr std::string_view version_table =
    "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "applied_ms INTEGER NOT NULL)";

Status apply(Connection& connection, const Migration& migration, Timestamp now) {
  TRY(connection.run_script(std::string(migration.sql)));
  TRY(
      connection.execute("INSERT INTO schema_migrations (version, name, applied_ms) "
                         "VALUES ($1, $2, $3)",
                         {migration.version, migration.name, now.ms}));
  log_info("schema_migrated", {{"migration", std::string(migration.name)}});
  return Done{};
}

Status apply_missing(Connection& connection, Timestamp now) {
  // Another process may have migrated between our first look and our turn to write.
  const std::int64_t version = TRY(schema_version(connection));
  if (version == 0) TRY(connection.run_script(std::string(version_table)));
  for (const auto& migration : all_migrations()) {
    if (migration.version > version) TRY(apply(connection, migration, now));
  }
  return Done{};
}

}  // namespace

Result<std::int64_t> schema_version(Connection& connection) {
  if (!TRY(connection.has_table("schema_migrations"))) {
    if (TRY(connection.has_table(""))) {
      return conflict(
          "the database belongs to another program: it has tables, but not ours; "
          "give this one a file, a database or a schema of its own");
    }
    return std::int64_t{0};
  }
  std::int64_t version = 0;
  TRY(connection.query("SELECT coalesce(max(version), 0) FROM schema_migrations", {},
                       [&](const Row& row) -> Status {
                         version = row.integer(0);
                         return Done{};
                       }));
  const std::int64_t newest = all_migrations().back().version;
  if (version > newest) {
    return conflict("the database has schema version " + std::to_string(version) +
                    ", and this program knows up to " + std::to_string(newest) +
                    "; use a newer memory-mcp");
  }
  return version;
}

Status migrate(Database& database, const Clock& clock) {
  std::int64_t version = 0;
  TRY(database.read([&](Connection& connection) -> Status {
    version = TRY(schema_version(connection));
    return Done{};
  }));
  if (version == all_migrations().back().version) return Done{};
  return database.write(
      [&](Connection& connection) { return apply_missing(connection, clock.now()); });
}

}  // namespace memory_mcp
