#include "storage/sqlite_connection.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

// Waits for another process that is writing. SQLite's own handler sleeps up to 100 ms between
// looks, which starves a process beside a busy one; this looks again after 0.2 to 2 ms.
int wait_while_busy(void*, int attempt) {
  constexpr auto longest = std::chrono::microseconds(2'000);
  static_assert(limits::database_busy_wait_max >= 1s);
  thread_local Steady::time_point first_attempt;
  if (attempt == 0) first_attempt = Steady::now();
  if (Steady::now() - first_attempt > limits::database_busy_wait_max) return 0;
  std::this_thread::sleep_for(std::min(longest, std::chrono::microseconds(200 * (attempt + 1))));
  return 1;
}

void bind(SQLite::Statement& statement, int index, const SqlValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    statement.bind(index, *number);
  else if (const auto* real = std::get_if<double>(&value))
    statement.bind(index, *real);
  else if (const auto* text = std::get_if<std::string_view>(&value)) {
    statement.bind(index, std::string(*text));
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    statement.bind(index, blob->bytes.data(), static_cast<int>(blob->bytes.size()));
  } else {
    statement.bind(index);
  }
}

// Leaves the statement ready for its next use, whatever happens on the way.
class Use {
 public:
  Use(SqliteConnection::Prepared& prepared, Connection::Values values)
      : statement_(prepared.statement) {
    CHECK(values.size() == prepared.indexes.size());
    auto index = prepared.indexes.begin();
    for (const auto& value : values) bind(statement_, *index++, value);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { statement_.tryReset(); }

 private:
  SQLite::Statement& statement_;
};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(SQLite::Statement& statement) : statement_(statement) {}

  bool is_null(int column) const override { return statement_.isColumnNull(column); }
  std::int64_t integer(int column) const override { return at(column).getInt64(); }
  double real(int column) const override { return at(column).getDouble(); }
  std::string_view text(int column) const override {
    const SQLite::Column value = at(column);
    const char* start = value.getText();  // Before getBytes, which counts what getText made.
    return {start, static_cast<std::size_t>(value.getBytes())};
  }
  std::string_view blob(int column) const override {
    const SQLite::Column value = at(column);
    const void* start = value.getBlob();
    return {static_cast<const char*>(start), static_cast<std::size_t>(value.getBytes())};
  }

 private:
  SQLite::Column at(int column) const { return statement_.getColumn(column); }

  SQLite::Statement& statement_;
};

}  // namespace

Error error_from_sqlite(int extended_code, const std::string& what) {
  switch (extended_code & 0xFF) {
    case SQLITE_FULL:
      return unavailable(
          "the disk that holds the database is full: nothing was stored; free some "
          "space on it and try again");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailable("another process kept the database locked for too long; try again");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return unavailable("the database file is damaged (" + what +
                         "); run `memory-mcp doctor`, save what is whole with `memory-mcp export`, "
                         "and restore a backup");
    case SQLITE_IOERR:
      return unavailable("the disk that holds the database failed (" + what + "); try again");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return unavailable("the database cannot be opened for writing (" + what +
                         "); check the permissions of the data directory");
    case SQLITE_INTERRUPT:
      return {Fault::cancelled, "the query was stopped"};
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return exhausted("the database ran out of memory (" + what + ")");
    default:
      log_error("database_refused", {{"what", what}});
      return internal("the database refused a statement; the log says which");
  }
}

SqliteConnection::SqliteConnection(const std::string& path)
    : database_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX) {
  sqlite3_extended_result_codes(database_.getHandle(), 1);
  sqlite3_busy_handler(database_.getHandle(), wait_while_busy, nullptr);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path) {
  return guarded([&]() -> Result<std::unique_ptr<SqliteConnection>> {
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(path));
    TRY(connection->use_write_ahead_log());
    connection->database_.exec(
        "PRAGMA synchronous = FULL;"
        "PRAGMA foreign_keys = ON;"
        "PRAGMA trusted_schema = OFF;"
        "PRAGMA cell_size_check = ON;"
        "PRAGMA journal_size_limit = 67108864;");
    return connection;
  });
}

// The switch to WAL needs the file for itself and does not wait for its turn on its own: when two
// processes start on an empty directory, one of them has to look again.
Status SqliteConnection::use_write_ahead_log() {
  const auto give_up = Steady::now() + limits::database_busy_wait_max;
  while (true) {
    const int code = database_.tryExec("PRAGMA journal_mode = WAL");
    if (code == SQLITE_OK) return Done{};
    if ((code & 0xFF) != SQLITE_BUSY || Steady::now() > give_up) {
      return error_from_sqlite(code, database_.getErrorMsg());
    }
    std::this_thread::sleep_for(2ms);
  }
}

SqliteConnection::Prepared& SqliteConnection::prepared(Sql sql) {
  const auto found = statements_.find(sql.text());
  if (found != statements_.end()) return found->second;
  Prepared made{.statement = SQLite::Statement(database_, sql.text()), .indexes = {}};
  for (int i = 1; i <= made.statement.getBindParameterCount(); ++i) {
    made.indexes.push_back(made.statement.getIndex(("$" + std::to_string(i)).c_str()));
  }
  return statements_.emplace(sql.text(), std::move(made)).first->second;
}

Status SqliteConnection::query_with(Sql sql, Values values, const OnRow& on_row) {
  return guarded([&]() -> Status {
    Prepared& ready = prepared(sql);
    SQLite::Statement& statement = ready.statement;
    const Use use(ready, values);
    while (true) {
      const int code = statement.tryExecuteStep();
      if (code == SQLITE_DONE) return Done{};
      if (code != SQLITE_ROW) {
        return error_from_sqlite(database_.getExtendedErrorCode(), database_.getErrorMsg());
      }
      TRY(on_row(SqliteRow(statement)));
    }
  });
}

Result<std::int64_t> SqliteConnection::execute_with(Sql sql, Values values) {
  TRY(query_with(sql, values, [](const Row&) -> Status { return Done{}; }));
  return static_cast<std::int64_t>(sqlite3_changes64(database_.getHandle()));
}

Status SqliteConnection::run_script(const std::string& script) {
  return guarded([&]() -> Status {
    database_.exec(script);
    return Done{};
  });
}

Result<bool> SqliteConnection::has_table(std::string_view name) {
  bool found = false;
  TRY(query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND ($1 = '' OR name = $1) LIMIT 1",
            {name}, [&](const Row&) -> Status {
              found = true;
              return Done{};
            }));
  return found;
}

Result<std::vector<std::string>> SqliteConnection::check(Sql pragma) {
  std::vector<std::string> findings;
  TRY(query(pragma, {}, [&](const Row& row) -> Status {
    if (row.text(0) != "ok") findings.emplace_back(row.text(0));
    return Done{};
  }));
  return findings;
}

Result<std::int64_t> SqliteConnection::bytes() {
  std::int64_t bytes = 0;
  TRY(query("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", {},
            [&](const Row& row) -> Status {
              bytes = row.integer(0);
              return Done{};
            }));
  return bytes;
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

bool SqliteConnection::has_moved() {
  int moved = 0;
  sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}

}  // namespace memory_mcp
