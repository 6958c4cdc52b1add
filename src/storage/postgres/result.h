// What libpq hands out, owned; and one row of an answer in its binary form.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/postgres/libpq.h"

namespace memory_mcp {

struct PostgresDeleter {
  void operator()(PGconn* connection) const { libpq().finish(connection); }
  void operator()(PGresult* result) const { libpq().clear(result); }
  void operator()(PQconninfoOption* options) const { libpq().conninfoFree(options); }
};

using PostgresHandle = std::unique_ptr<PGconn, PostgresDeleter>;
using PostgresResult = std::unique_ptr<PGresult, PostgresDeleter>;

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult& result, int row) : result_(result), row_(row) {}

  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;  // Also of a boolean: 0 or 1.
  double real(int column) const override;
  std::string_view text(int column) const override;
  std::string_view blob(int column) const override;

 private:
  const PGresult& result_;
  const int row_;
  mutable std::deque<std::string> decoded_;  // Texts that are stored in another form.
};

}  // namespace memory_mcp
