// Opens connections to one database, for whoever lost theirs: a server that restarts is waited for,
// one that stays away is asked rarely, and never by many threads at once. Safe for concurrent use.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "storage/postgres/result.h"

namespace memory_mcp {

struct PostgresSession {
  PostgresHandle handle;
  // Of a server that was asked something: it stops whatever takes longer by itself.
  std::chrono::milliseconds silence_max;
};

class PostgresConnector {
 public:
  // A connection URI of libpq: postgresql://user@host1,host2/database?sslmode=verify-full.
  explicit PostgresConnector(std::string url) : url_(std::move(url)) {}

  // A session as this program needs it: UTF-8, commits on disk, statements and locks that end.
  // unavailable when there is none within limits::database_reconnect_wait_max, or at once while the
  // server has been away for longer than that.
  Result<PostgresSession> connect();

  const std::string& url() const { return url_; }

 private:
  using Steady = std::chrono::steady_clock;

  Result<PostgresSession> connect_once() const;

  const std::string url_;
  std::mutex mutex_;  // One at a time: a server that comes back is not stormed.
  std::optional<Steady::time_point> away_since_;
  Steady::time_point tried_{};
  Error last_ = unavailable("");
};

// invalid_argument, naming the store, for what is no URI of libpq and for one with a password.
Status check_postgres_url(const std::string& url);

}  // namespace memory_mcp
