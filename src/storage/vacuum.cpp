#include "storage/vacuum.h"

#include <filesystem>

#include "storage/postgres/connection.h"
#include "storage/postgres/database.h"
#include "storage/sqlite_connection.h"
#include "storage/sqlite_database.h"

namespace memory_mcp {
namespace {

// With what the log beside it holds, which is what the disk is missing.
std::int64_t bytes_on_disk(const std::string& path) {
  std::int64_t bytes = 0;
  for (const char* const suffix : {"", "-wal"}) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path + suffix, error);
    if (!error) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

Result<Vacuumed> vacuum_sqlite(const std::string& path) {
  TRY(open_sqlite_url(path, Opening::existing));  // Says what is wrong with it, if anything is.
  Vacuumed vacuumed{.bytes_before = bytes_on_disk(path)};
  auto connection = TRY(SqliteConnection::open(path));
  TRY(connection->run_script("VACUUM"));
  // The new file stands in the log until it is brought over.
  TRY(connection->run_script("PRAGMA wal_checkpoint(TRUNCATE)"));
  connection.reset();
  vacuumed.bytes_after = bytes_on_disk(path);
  return vacuumed;
}

// Without FULL, which would stop every server: the space is used again by what is written next.
Result<Vacuumed> vacuum_postgres(const std::string& url) {
  const auto database = TRY(open_postgres_url(url.substr(url.find(':') + 1), Opening::existing));
  Vacuumed vacuumed{.bytes_before = TRY(database->bytes())};
  PostgresConnector connector("postgresql:" + url.substr(url.find(':') + 1));
  const auto connection = TRY(PostgresConnection::open(connector));
  for (const char* const table :
       {"namespaces", "episodes", "steps", "episode_updates", "settings", "vectors",
        "recommendations", "recommendation_updates", "tool_calls", "tasks", "relations",
        "checkpoints", "idempotency_keys", "turns"}) {
    TRY(connection->run_script("VACUUM (ANALYZE) " + std::string(table)));
  }
  vacuumed.bytes_after = TRY(database->bytes());
  return vacuumed;
}

}  // namespace

Result<Vacuumed> vacuum_store(const std::string& url) {
  if (url.starts_with("sqlite:")) return vacuum_sqlite(url.substr(url.find(':') + 1));
  if (url.starts_with("postgres:") || url.starts_with("postgresql:")) return vacuum_postgres(url);
  return invalid_argument("store",
                          "store: only stores on disk are vacuumed: sqlite and postgresql");
}

}  // namespace memory_mcp
