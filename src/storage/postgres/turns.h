// Writes to one database. Those of one namespace take turns, over all servers: a row of `turns` is
// locked until the commit, so that what a body reads cannot change below it, and rows of a
// namespace are numbered in the order in which they become visible. Writes of different namespaces
// go on at the same time. Those that wait for the same turn in this process share it, and with it
// one trip to the disk. Safe for concurrent use.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "storage/postgres/pool.h"

namespace memory_mcp {

class PostgresTurns {
 public:
  explicit PostgresTurns(PostgresPool& pool) : pool_(pool) {}

  // Runs `body` in the namespace's turn, in this thread or in that of another writer.
  Status write(std::string_view namespace_name, const Database::Body& body);
  // Runs `body` in a transaction of its own: for what belongs to no namespace.
  Status write(const Database::Body& body);

 private:
  struct Job {
    const Database::Body& body;
    Status status = Done{};
    bool is_done = false;
  };
  using Batch = std::vector<Job*>;
  struct Queue {
    std::deque<Job*> waiting;
    bool is_served = false;  // A thread commits for this namespace now.
  };
  enum class Attempt { done, again, failed };

  Batch next_batch(Queue& queue);
  void serve(std::string_view namespace_name, const Batch& batch);
  // Begins, runs and commits; as often as other servers and lost connections make it necessary.
  Status run_until_done(std::string_view namespace_name, const Batch& batch);
  Attempt attempt(PostgresConnection& connection, std::string_view namespace_name,
                  const Batch& batch, Status& status);
  Status begin_turn(PostgresConnection& connection, std::string_view namespace_name,
                    const Batch& batch);
  Status run_all(PostgresConnection& connection, const Batch& batch);
  Status run_one(PostgresConnection& connection, Job& job);

  PostgresPool& pool_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Queue, std::less<>> queues_;  // Of namespaces that are written now.
};

}  // namespace memory_mcp
