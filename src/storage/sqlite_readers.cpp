#include "storage/sqlite_readers.h"

#include "base/limits.h"

namespace memory_mcp {

Result<SqliteReaders::Loan> SqliteReaders::borrow() {
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !idle_.empty() || open_ < limits::readers_max; });
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Loan(*this, std::move(connection));
    }
    ++open_;
  }
  auto connection = SqliteConnection::open(path_);
  if (connection.ok()) return Loan(*this, *std::move(connection));
  {
    const std::scoped_lock lock(mutex_);
    --open_;
  }
  returned_.notify_one();
  return std::move(connection).error();
}

void SqliteReaders::give_back(std::unique_ptr<SqliteConnection> connection) {
  // A reading that broke a claim left its transaction open: nobody else may end up inside it.
  if (connection->in_transaction()) connection.reset();
  {
    const std::scoped_lock lock(mutex_);
    if (connection == nullptr)
      --open_;
    else
      idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace memory_mcp
