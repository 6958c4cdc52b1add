#include "storage/postgres/database.h"

#include "storage/postgres/pool.h"
#include "storage/postgres/turns.h"
#include "storage/sql_store.h"

namespace memory_mcp {
namespace {

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const std::string& url) : pool_(url), turns_(pool_) {}

  std::string backend() const override { return "postgresql"; }
  Numbering numbering() const override { return Numbering::by_namespace; }

  Status read(const Body& body) override {
    auto connection = TRY(pool_.borrow());
    connection->begin(PostgresConnection::Mode::read);
    Status status = body(*connection);
    // A body may do without what is damaged, but then it did without all that came behind.
    const bool is_cut_short = status.ok() && connection->ended_early();
    connection->finish_reading();
    if (is_cut_short) {
      return unavailable("the connection to the database was lost while it was read; ask again");
    }
    return status;
  }

  Status write(const Body& body) override { return turns_.write(body); }
  Status write_in(std::string_view namespace_name, const Body& body) override {
    return turns_.write(namespace_name, body);
  }

  Result<std::int64_t> bytes() override {
    return number(
        "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_catalog.pg_class "
        "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace");
  }

  // The disk is another machine's.
  std::optional<std::int64_t> free_disk_bytes() override { return std::nullopt; }
  std::string damage() override { return ""; }

  Result<std::vector<std::string>> inspect() override {
    // Counted by the server whenever it reads a page, where the cluster has checksums.
    const std::int64_t failures =
        TRY(number("SELECT coalesce(max(checksum_failures), 0) FROM pg_catalog.pg_stat_database "
                   "WHERE datname = current_database()"));
    std::vector<std::string> findings;
    if (failures > 0) {
      findings.push_back("the database server found " + std::to_string(failures) +
                         " pages whose checksums are wrong");
    }
    return findings;
  }

  Status back_up(const std::string&, const Progress&) override {
    return invalid_argument(
        "store",
        "store: a database of PostgreSQL is backed up with pg_dump or pg_basebackup; `memory-mcp "
        "export` writes what it remembers to a file that every store can import");
  }

 private:
  Result<std::int64_t> number(Sql sql) {
    std::int64_t number = 0;
    TRY(read([&](Connection& connection) {
      return connection.query(sql, {}, [&](const Row& row) -> Status {
        number = row.integer(0);
        return Done{};
      });
    }));
    return number;
  }

  PostgresPool pool_;
  PostgresTurns turns_;
};

Result<bool> is_empty(Database& database) {
  bool found = false;
  TRY(database.read([&](Connection& connection) -> Status {
    found = TRY(connection.has_table("schema_migrations"));
    return Done{};
  }));
  return !found;
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres_database(const std::string& url) {
  TRY(load_libpq());
  TRY(check_postgres_url(url));
  return std::unique_ptr<Database>(std::make_unique<PostgresDatabase>(url));
}

Result<std::unique_ptr<Database>> open_postgres_url(std::string_view rest, Opening opening) {
  auto database = TRY(open_postgres_database("postgresql:" + std::string(rest)));
  if (opening == Opening::existing && TRY(is_empty(*database))) {
    return not_found("there is no memory in this database yet");
  }
  return database;
}

Result<std::unique_ptr<Store>> open_postgresql_store(std::string_view rest, const Clock& clock,
                                                     Opening opening) {
  return make_sql_store(TRY(open_postgres_url(rest, opening)), clock);
}

}  // namespace memory_mcp
