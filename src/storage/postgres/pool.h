// Connections to one database, lent to one thread at a time and opened when they are first needed.
// Safe for concurrent use.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/postgres/connection.h"

namespace memory_mcp {

class PostgresPool {
 public:
  explicit PostgresPool(const std::string& url) : connector_(url) {}

  // Gives the connection back when it goes.
  class Loan {
   public:
    Loan(PostgresPool& pool, std::unique_ptr<PostgresConnection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Loan(Loan&&) noexcept = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (connection_ != nullptr) pool_->give_back(std::move(connection_));
    }

    PostgresConnection& operator*() { return *connection_; }
    PostgresConnection* operator->() { return connection_.get(); }

   private:
    PostgresPool* pool_;
    std::unique_ptr<PostgresConnection> connection_;
  };

  // Waits while all of limits::database_connections_max are lent.
  Result<Loan> borrow();

 private:
  void give_back(std::unique_ptr<PostgresConnection> connection);

  PostgresConnector connector_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
  std::size_t open_ = 0;
};

}  // namespace memory_mcp
