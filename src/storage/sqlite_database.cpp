#include "storage/sqlite_database.h"

#include <SQLiteCpp/Backup.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cstring>
#include <filesystem>
#include <stop_token>
#include <thread>

#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "base/unfinished_file.h"
#include "base/unique_fd.h"
#include "storage/group_commit.h"
#include "storage/sql_store.h"
#include "storage/sqlite_readers.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;

Error cannot(std::string_view what, const std::string& path, std::string_view why) {
  return unavailable("cannot " + std::string(what) + " " + path + ": " + std::string(why));
}

std::string errno_text() { return std::generic_category().message(errno); }

// Private to the user, whatever the umask; what exists already is left as its owner made it.
Status make_private_file(const std::string& path) {
  const fs::path directory = fs::path(path).parent_path();
  std::error_code error;
  if (!directory.empty() && !fs::exists(directory, error)) {
    fs::create_directories(directory.parent_path(), error);
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
      return cannot("create the data directory", directory, errno_text());
    }
  }
  const UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.is_open()) return cannot("open the database", path, errno_text());
  return Done{};
}

std::uint64_t size_of_file(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

// What a check at open says of a file.
std::string damage_from(const Result<std::vector<std::string>>& findings) {
  if (!findings.ok())
    return findings.error().fault == Fault::cancelled ? "" : findings.error().message;
  return joined(*findings, "; ");
}

int stop_requested(void* token) {
  return static_cast<std::stop_token*>(token)->stop_requested() ? 1 : 0;
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, std::unique_ptr<SqliteConnection> writer)
      : path_(std::move(path)), readers_(path_), writer_(path_, std::move(writer)) {}

  // Looks for damage: at once in a small file, in the background in a large one.
  void check_at_open() {
    if (size_of_file(path_) <= limits::check_at_open_bytes_max) {
      note_damage(quick_check(std::stop_token()));
      return;
    }
    checker_ =
        std::jthread([this](std::stop_token stop) { note_damage(quick_check(std::move(stop))); });
  }

  std::string backend() const override { return "sqlite"; }

  Status read(const Body& body) override {
    auto reader = TRY(readers_.borrow());
    TRY(reader->execute("BEGIN", {}));
    Status status = body(*reader);
    TRY(reader->execute("COMMIT", {}));
    return status;
  }

  Status write(const Body& body) override {
    if (const std::string found = damage(); !found.empty()) {
      return unavailable("the database is damaged and open for reading only (" + found +
                         "); save what is whole with `memory-mcp export` and restore a backup");
    }
    return writer_.write(body);
  }
  // There is one writer at a time anyway.
  Status write_in(std::string_view, const Body& body) override { return write(body); }

  Result<std::int64_t> bytes() override { return TRY(readers_.borrow())->bytes(); }

  std::optional<std::int64_t> free_disk_bytes() override {
    struct statvfs disk {};
    if (::statvfs(path_.c_str(), &disk) != 0) return std::nullopt;
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
  }

  std::string damage() override {
    const std::scoped_lock lock(mutex_);
    return damage_;
  }

  Result<std::vector<std::string>> inspect() override {
    auto reader = TRY(readers_.borrow());
    auto findings = reader->check("PRAGMA integrity_check(20)");
    if (!findings.ok()) return std::vector<std::string>{findings.error().message};
    TRY(reader->query("PRAGMA foreign_key_check", {}, [&](const Row& row) -> Status {
      findings->push_back("a row of " + std::string(row.text(0)) + " belongs to nothing");
      return Done{};
    }));
    return findings;
  }

  Status back_up(const std::string& path, const Progress& progress) override {
    UnfinishedFile unfinished = TRY(UnfinishedFile::begin(path));
    TRY(copy_to(unfinished.path(), progress));
    return unfinished.finish();
  }

 private:
  Result<std::vector<std::string>> quick_check(std::stop_token stop) {
    constexpr int opcodes_between_looks = 10'000;
    auto connection = TRY(SqliteConnection::open(path_));
    sqlite3_progress_handler(connection->handle().getHandle(), opcodes_between_looks,
                             stop_requested, &stop);
    return connection->check("PRAGMA quick_check(5)");
  }

  void note_damage(const Result<std::vector<std::string>>& findings) {
    const std::string found = damage_from(findings);
    if (found.empty()) return;
    log_error("database_damaged", {{"path", path_}, {"found", found}});
    const std::scoped_lock lock(mutex_);
    damage_ = found;
  }

  // The open read transaction pins the snapshot: without it every write of another connection
  // would make the copy start again.
  Status copy_to(const std::string& path, const Progress& progress) {
    constexpr int pages_per_step = 1'024;
    return read([&](Connection& connection) -> Status {
      TRY(connection.has_table(""));
      return guarded([&]() -> Status {
        SQLite::Database copy(path, SQLite::OPEN_READWRITE);
        SQLite::Backup backup(copy, static_cast<SqliteConnection&>(connection).handle());
        int code = SQLITE_OK;
        while (code == SQLITE_OK) {
          code = backup.executeStep(pages_per_step);
          const std::int64_t total = backup.getTotalPageCount();
          if (progress) progress(total - backup.getRemainingPageCount(), total);
        }
        if (code == SQLITE_DONE) return Done{};
        return error_from_sqlite(code, sqlite3_errstr(code));
      });
    });
  }

  const std::string path_;
  SqliteReaders readers_;
  GroupCommit writer_;
  std::mutex mutex_;
  std::string damage_;
  std::jthread checker_;  // Last: it uses everything above.
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite_database(const std::string& path) {
  TRY(make_private_file(path));
  auto writer = SqliteConnection::open(path);
  if (!writer.ok()) return std::move(writer).error().while_doing("open " + path);
  auto database = std::make_unique<SqliteDatabase>(path, *std::move(writer));
  database->check_at_open();
  return std::unique_ptr<Database>(std::move(database));
}

Result<std::unique_ptr<Database>> open_sqlite_url(std::string_view path, Opening opening) {
  if (path.empty()) {
    return invalid_argument("store", "store: sqlite needs a file: sqlite:/path/to/memory.db");
  }
  const std::string file(path);
  std::error_code error;
  if (opening == Opening::existing && !fs::exists(file, error)) {
    return not_found("there is no memory at " + file + " yet");
  }
  return open_sqlite_database(file);
}

Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view path, const Clock& clock,
                                                 Opening opening) {
  auto store = make_sql_store(TRY(open_sqlite_url(path, opening)), clock);
  if (!store.ok()) return std::move(store).error().while_doing("open " + std::string(path));
  return store;
}

}  // namespace memory_mcp
