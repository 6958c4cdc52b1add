#include "storage/postgres/pool.h"

#include "storage/postgres/connection_limits.h"

namespace memory_mcp {

Result<PostgresPool::Loan> PostgresPool::borrow() {
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock,
                   [&] { return !idle_.empty() || open_ < limits::database_connections_max; });
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Loan(*this, std::move(connection));
    }
    ++open_;
  }
  auto connection = PostgresConnection::open(connector_);
  if (connection.ok()) return Loan(*this, *std::move(connection));
  {
    const std::scoped_lock lock(mutex_);
    --open_;
  }
  returned_.notify_one();
  return std::move(connection).error();
}

void PostgresPool::give_back(std::unique_ptr<PostgresConnection> connection) {
  if (!connection->is_idle()) connection.reset();
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
