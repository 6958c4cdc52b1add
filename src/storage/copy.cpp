#include "storage/copy.h"

#include <xxhash.h>

#include <bit>
#include <limits>
#include <memory>
#include <optional>
#include <set>

#include "base/check.h"
#include "storage/copied_tables.h"
#include "storage/migrate.h"
#include "storage/postgres/database.h"
#include "storage/sqlite_database.h"

namespace memory_mcp {
namespace {

constexpr std::int64_t rows_per_page = 500;

// A value that outlives the row it was read from.
using Kept = std::variant<std::monostate, std::int64_t, double, std::string>;
using KeptRow = std::vector<Kept>;
using Rows = std::vector<KeptRow>;

Kept kept(const Row& row, int column, char type) {
  if (row.is_null(column)) return {};
  switch (type) {
    case 'i':
    case 'I':
      return row.integer(column);
    case 'r':
      return row.real(column);
    case 't':
    case 'T':
      return std::string(row.text(column));
    default:
      return std::string(row.blob(column));
  }
}

SqlValue value_of(const Kept& value, char type) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return {};
  if (type == 'b') return Blob{*text};
  return std::string_view(*text);
}

class TableChecksum {
 public:
  TableChecksum() : state_(XXH3_createState(), XXH3_freeState) {
    CHECK(state_ != nullptr && XXH3_64bits_reset(state_.get()) == XXH_OK);
  }

  void add(const Rows& rows) {
    for (const KeptRow& row : rows) {
      for (const Kept& value : row) add(value);
    }
    rows_ += std::ssize(rows);
  }
  std::int64_t rows() const { return rows_; }
  std::uint64_t digest() const { return XXH3_64bits_digest(state_.get()); }

 private:
  void add(const Kept& value) {
    const auto kind = static_cast<std::uint64_t>(value.index());
    add_number(kind);
    if (const auto* number = std::get_if<std::int64_t>(&value))
      add_number(static_cast<std::uint64_t>(*number));
    if (const auto* real = std::get_if<double>(&value))
      add_number(std::bit_cast<std::uint64_t>(*real));
    if (const auto* text = std::get_if<std::string>(&value)) {
      add_number(text->size());
      XXH3_64bits_update(state_.get(), text->data(), text->size());
    }
  }
  void add_number(std::uint64_t number) {
    XXH3_64bits_update(state_.get(), &number, sizeof number);
  }

  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_;
  std::int64_t rows_ = 0;
};

std::size_t key_columns(const CopiedTable& table) {
  return std::string_view(table.columns).find_first_not_of("IT");
}

// Before every key, and behind every one.
KeptRow first_key(const CopiedTable& table) {
  if (table.columns[0] == 'I') return {std::int64_t{0}};
  return KeptRow(key_columns(table), std::string());
}
KeptRow last_key(const CopiedTable& table) {
  if (table.columns[0] == 'I') return {std::numeric_limits<std::int64_t>::max()};
  return KeptRow(key_columns(table), std::string("\U0010FFFF"));
}
KeptRow key_of(const CopiedTable& table, const KeptRow& row) {
  return {row.begin(), row.begin() + static_cast<std::ptrdiff_t>(key_columns(table))};
}

std::vector<SqlValue> values_of(const KeptRow& row, const char* types) {
  std::vector<SqlValue> values;
  for (const Kept& value : row) values.push_back(value_of(value, *types++));
  return values;
}

// Behind one key, up to another one, `limit` of them at most.
Result<Rows> read_rows(Connection& connection, const CopiedTable& table, const KeptRow& from,
                       const KeptRow& to, std::int64_t limit) {
  std::vector<SqlValue> values = values_of(from, table.columns);
  for (const SqlValue& value : values_of(to, table.columns)) values.push_back(value);
  values.emplace_back(limit);
  Rows rows;
  TRY(connection.query_with(table.rows, values, [&](const Row& row) -> Status {
    KeptRow& copy = rows.emplace_back();
    int column = 0;
    for (const char* type = table.columns; *type != '\0'; ++type) {
      copy.push_back(kept(row, column++, *type));
    }
    return Done{};
  }));
  return rows;
}

Result<Rows> next_page(Connection& connection, const CopiedTable& table, const KeptRow& key) {
  return read_rows(connection, table, key, last_key(table), rows_per_page);
}

// Of `rows` those that are not among `others`.
Rows without(const Rows& rows, const Rows& others) {
  const std::set<KeptRow> known(others.begin(), others.end());
  Rows rest;
  for (const KeptRow& row : rows) {
    if (!known.contains(row)) rest.push_back(row);
  }
  return rest;
}

Status replace_rows(Database& to, const CopiedTable& table, const Rows& removed,
                    const Rows& inserted) {
  std::vector<KeptRow> keys;
  for (const KeptRow& row : removed) keys.push_back(key_of(table, row));
  const auto all_values = [&](const Rows& rows) {
    std::vector<std::vector<SqlValue>> all;
    for (const KeptRow& row : rows) all.push_back(values_of(row, table.columns));
    return all;
  };
  return to.write([&](Connection& connection) -> Status {
    TRY(connection.execute_each(table.remove, all_values(keys)));
    return connection.execute_each(table.insert, all_values(inserted));
  });
}

Result<TableCopied> checksum_of(Connection& connection, const CopiedTable& table) {
  TableChecksum checksum;
  KeptRow key = first_key(table);
  while (true) {
    const Rows rows = TRY(next_page(connection, table, key));
    if (rows.empty()) break;
    checksum.add(rows);
    key = key_of(table, rows.back());
  }
  return TableCopied{table.name, checksum.rows(), checksum.digest()};
}

// One copy from an open snapshot.
class Copying {
 public:
  Copying(Connection& from, Database& to, const CopyProgress& progress)
      : from_(from), to_(to), progress_(progress) {}

  Result<CopyReport> run() {
    total_ = TRY(rows_in_source());
    for (const CopiedTable& table : copied_tables) {
      report_.tables.push_back(TRY(copy(table)));
    }
    TRY(compare());
    return std::move(report_);
  }

 private:
  Result<std::int64_t> rows_in_source() {
    std::int64_t rows = 0;
    TRY(
        from_.query("SELECT (SELECT count(*) FROM namespaces) + (SELECT count(*) FROM episodes) + "
                    "(SELECT count(*) FROM steps) + (SELECT count(*) FROM recommendations) + "
                    "(SELECT count(*) FROM relations) + (SELECT count(*) FROM checkpoints) + "
                    "(SELECT count(*) FROM settings) + (SELECT count(*) FROM vectors) + "
                    "(SELECT count(*) FROM tool_calls) + (SELECT count(*) FROM tasks)",
                    {}, [&](const Row& row) -> Status {
                      rows = row.integer(0);
                      return Done{};
                    }));
    return rows;
  }

  Result<TableCopied> copy(const CopiedTable& table) {
    TableChecksum checksum;
    KeptRow key = first_key(table);
    while (true) {
      const Rows rows = TRY(next_page(from_, table, key));
      if (rows.empty()) break;
      const KeptRow last = key_of(table, rows.back());
      TRY(bring(table, key, last, rows));
      checksum.add(rows);
      key = last;
      done_ += std::ssize(rows);
      if (progress_) progress_(done_, total_);
    }
    TRY(bring(table, key, last_key(table), {}));
    return TableCopied{table.name, checksum.rows(), checksum.digest()};
  }

  // What stands between two keys.
  Status bring(const CopiedTable& table, const KeptRow& from, const KeptRow& to, const Rows& rows) {
    Rows there;
    TRY(to_.read([&](Connection& connection) -> Status {
      there = TRY(read_rows(connection, table, from, to, std::numeric_limits<std::int64_t>::max()));
      return Done{};
    }));
    if (there == rows) return Done{};
    const Rows inserted = without(rows, there);
    report_.written += std::ssize(inserted);
    return replace_rows(to_, table, without(there, rows), inserted);
  }

  Status compare() {
    return to_.read([&](Connection& connection) -> Status {
      for (std::size_t i = 0; i < copied_tables.size(); ++i) {
        const TableCopied& expected = report_.tables[i];
        const TableCopied found = TRY(checksum_of(connection, copied_tables[i]));
        if (found.rows == expected.rows && found.checksum == expected.checksum) continue;
        return conflict("the copy is not what was copied: " + found.name + " has " +
                        std::to_string(found.rows) + " rows, the source " +
                        std::to_string(expected.rows) +
                        ", or others; see that nobody else writes to the copy, empty it, and "
                        "copy again");
      }
      return Done{};
    });
  }

  Connection& from_;
  Database& to_;
  const CopyProgress& progress_;
  CopyReport report_;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
};

// Marks the copy as unfinished; refuses what is something else.
Status begin_copy(Database& to, const std::string& source) {
  return to.write([&](Connection& connection) -> Status {
    std::optional<std::string> unfinished;
    std::int64_t rows = 0;
    TRY(connection.query("SELECT value FROM settings WHERE name = $1", {copy_in_progress},
                         [&](const Row& row) -> Status {
                           unfinished = std::string(row.text(0));
                           return Done{};
                         }));
    if (unfinished == source) return Done{};
    if (unfinished) {
      return conflict("the target holds an unfinished copy of " + *unfinished +
                      "; finish that one, or choose an empty store");
    }
    TRY(
        connection.query("SELECT (SELECT count(*) FROM namespaces) + "
                         "(SELECT count(*) FROM settings) + (SELECT count(*) FROM vectors) + "
                         "(SELECT count(*) FROM tool_calls) + (SELECT count(*) FROM tasks)",
                         {}, [&](const Row& row) -> Status {
                           rows = row.integer(0);
                           return Done{};
                         }));
    if (rows > 0) {
      return conflict(
          "the target holds a memory already, which a copy would mix with; choose an empty store");
    }
    TRY(connection.execute("INSERT INTO settings (name, value) VALUES ($1, $2)",
                           {copy_in_progress, std::string_view(source)}));
    return Done{};
  });
}

Status finish_copy(Database& to) {
  return to.write([&](Connection& connection) -> Status {
    TRY(connection.go_on_counting());
    TRY(connection.execute("DELETE FROM settings WHERE name = $1", {copy_in_progress}));
    return Done{};
  });
}

Result<std::unique_ptr<Database>> open_database(const std::string& url, const std::string& field,
                                                Opening opening) {
  if (url.starts_with("sqlite:")) return open_sqlite_url(url.substr(url.find(':') + 1), opening);
  if (url.starts_with("postgresql:") || url.starts_with("postgres:")) {
    return open_postgres_url(url.substr(url.find(':') + 1), opening);
  }
  return invalid_argument(
      field, field + ": only stores of sqlite and postgresql are copied, and this is " + url);
}

}  // namespace

Result<CopyReport> copy_database(Database& from, const std::string& source, Database& to,
                                 const CopyProgress& progress) {
  TRY(begin_copy(to, source));
  std::optional<CopyReport> report;
  TRY(from.read([&](Connection& connection) -> Status {
    report = TRY(Copying(connection, to, progress).run());
    return Done{};
  }));
  TRY(finish_copy(to));
  return *std::move(report);
}

Result<CopyReport> copy_store(const std::string& from, const std::string& to, const Clock& clock,
                              const CopyProgress& progress) {
  if (from == to) return invalid_argument("to", "to: this is the source itself");
  const auto source = TRY(open_database(from, "from", Opening::existing));
  const auto target = TRY(open_database(to, "to", Opening::create));
  TRY(migrate(*source, clock));
  TRY(migrate(*target, clock));
  return copy_database(*source, from, *target, progress);
}

}  // namespace memory_mcp
