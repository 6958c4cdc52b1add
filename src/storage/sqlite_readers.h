// Reading connections, lent to one thread at a time and opened when they are first needed. In WAL
// mode they neither wait for the writer nor make it wait. Safe for concurrent use.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/sqlite_connection.h"

namespace memory_mcp {

class SqliteReaders {
 public:
  explicit SqliteReaders(std::string path) : path_(std::move(path)) {}

  // Gives the connection back when it goes.
  class Loan {
   public:
    Loan(SqliteReaders& readers, std::unique_ptr<SqliteConnection> connection)
        : readers_(&readers), connection_(std::move(connection)) {}
    Loan(Loan&&) noexcept = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (connection_ != nullptr) readers_->give_back(std::move(connection_));
    }

    SqliteConnection& operator*() { return *connection_; }
    SqliteConnection* operator->() { return connection_.get(); }

   private:
    SqliteReaders* readers_;
    std::unique_ptr<SqliteConnection> connection_;
  };

  // Waits while all of limits::readers_max are lent.
  Result<Loan> borrow();

 private:
  void give_back(std::unique_ptr<SqliteConnection> connection);

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_;
  std::size_t open_ = 0;
};

}  // namespace memory_mcp
