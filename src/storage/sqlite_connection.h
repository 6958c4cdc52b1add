// A Connection to a SQLite file. Statements are prepared once and kept.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <string>
#include <unordered_map>

#include "storage/database.h"

namespace memory_mcp {

class SqliteConnection final : public Connection {
 public:
  // "$2" need not be the second parameter that SQLite meets: `indexes[1]` says which one it is.
  struct Prepared {
    SQLite::Statement statement;
    std::vector<int> indexes;
  };

  // Opens a file that exists (it may be empty), in WAL mode with full synchronisation.
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path);

  Status query_with(Sql sql, Values values, const OnRow& on_row) override;
  Result<std::int64_t> execute_with(Sql sql, Values values) override;
  Status run_script(const std::string& script) override;
  Result<bool> has_table(std::string_view name) override;

  // The first `findings_max` things PRAGMA quick_check or integrity_check finds wrong.
  Result<std::vector<std::string>> check(Sql pragma);
  // The database's size as this connection sees it, in bytes.
  Result<std::int64_t> bytes();

  bool in_transaction() const;
  // Whether the file was removed or replaced since it was opened: what is written then is lost.
  bool has_moved();
  SQLite::Database& handle() { return database_; }

 private:
  explicit SqliteConnection(const std::string& path);

  Status use_write_ahead_log();
  Prepared& prepared(Sql sql);

  SQLite::Database database_;
  // By address: the same literal is the same statement.
  std::unordered_map<const char*, Prepared> statements_;
};

// What a failure of SQLite means to the caller.
Error error_from_sqlite(int extended_code, const std::string& what);

// Runs `body`, turning the library's exceptions into errors: the only place that catches them.
template <typename Body>
auto guarded(Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const SQLite::Exception& exception) {
    // Some of them carry only the primary code.
    const int extended = exception.getExtendedErrorCode();
    return error_from_sqlite(extended > 0 ? extended : exception.getErrorCode(), exception.what());
  }
}

}  // namespace memory_mcp
