// Database: the few things a SQL engine must do for us. SqlStore is written once over this; a
// driver brings connections, statements and durable transactions.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace memory_mcp {

// SQL text that is known when we compile: nothing from outside can become part of a statement.
// Parameters are $1, $2, … in order.
class Sql {
 public:
  consteval Sql(const char* literal) : text_(literal) {}
  const char* text() const { return text_; }

 private:
  const char* text_;
};

struct Blob {
  std::string_view bytes;
};

// What can be bound to a parameter. Text and bytes must live until the statement has run.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string_view, Blob>;

// One row of an answer, valid during the callback that receives it. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::string_view blob(int column) const = 0;
};

// Used by one thread at a time.
class Connection {
 public:
  using OnRow = std::function<Status(const Row&)>;

  virtual ~Connection() = default;
  using Values = std::span<const SqlValue>;
  // Stops at the first row whose callback fails, and returns that error.
  virtual Status query_with(Sql sql, Values values, const OnRow& on_row) = 0;
  Status query(Sql sql, std::initializer_list<SqlValue> values, const OnRow& on_row) {
    return query_with(sql, {values.begin(), values.size()}, on_row);
  }
  // Returns the number of rows changed.
  virtual Result<std::int64_t> execute_with(Sql sql, Values values) = 0;
  Result<std::int64_t> execute(Sql sql, std::initializer_list<SqlValue> values) {
    return execute_with(sql, {values.begin(), values.size()});
  }
  // Once for each.
  virtual Status execute_each(Sql sql, std::span<const std::vector<SqlValue>> each) {
    for (const auto& values : each) TRY(execute_with(sql, values));
    return Done{};
  }
  // After rows were inserted under numbers of their own: the next ones get higher numbers, and
  // followers are told of them.
  virtual Status go_on_counting() { return Done{}; }
  // Several statements without parameters: migrations.
  virtual Status run_script(const std::string& script) = 0;
  virtual Result<bool> has_table(std::string_view name) = 0;
};

// In which order rows get their numbers, for those who follow them: in that of all commits, or of
// those in the same namespace only.
enum class Numbering { by_commit, by_namespace };

// Safe for concurrent use.
class Database {
 public:
  using Body = std::function<Status(Connection&)>;
  using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

  virtual ~Database() = default;

  virtual std::string backend() const = 0;
  virtual Numbering numbering() const { return Numbering::by_commit; }
  // Runs `body` on a snapshot of everything committed so far by anyone.
  virtual Status read(const Body& body) = 0;
  // Runs `body` in a transaction that is durable when this returns ok, and undone otherwise, unless
  // the error says that nobody knows. `body` may be run again, and by another thread.
  virtual Status write(const Body& body) = 0;
  // The same for what belongs to one namespace: no other write in it goes on meanwhile, whoever
  // makes it.
  virtual Status write_in(std::string_view namespace_name, const Body& body) = 0;

  virtual Result<std::int64_t> bytes() = 0;
  virtual std::optional<std::int64_t> free_disk_bytes() = 0;
  // What the check at open found wrong so far; empty while nothing is known to be.
  virtual std::string damage() = 0;
  // The engine's own full check: a sentence for each thing wrong.
  virtual Result<std::vector<std::string>> inspect() = 0;
  virtual Status back_up(const std::string& path, const Progress& progress) = 0;
};

}  // namespace memory_mcp
