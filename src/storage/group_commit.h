// The one writer of this process. Callers wait while a thread commits everything that is waiting in
// one transaction: one fsync for many writes, and each of them on disk before its caller goes on.
// Safe for concurrent use.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "storage/sqlite_connection.h"

namespace memory_mcp {

class GroupCommit {
 public:
  GroupCommit(std::string path, std::unique_ptr<SqliteConnection> connection);
  // Commits what is waiting, then ends the thread.
  ~GroupCommit();

  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  // Runs `body` on the writer's thread, in a savepoint of its own.
  Status write(const Database::Body& body);

 private:
  struct Job {
    const Database::Body& body;
    Status status = Done{};
    std::binary_semaphore done{0};
  };

  void work();
  std::vector<Job*> next_batch();
  void commit(const std::vector<Job*>& batch);
  // Runs every job; fails when the transaction as a whole is lost.
  Status run_all(const std::vector<Job*>& batch);
  Status run_one(Job& job);
  Status ready_connection();

  const std::string path_;
  std::unique_ptr<SqliteConnection> connection_;  // None after a failed commit.
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Job*> waiting_;
  bool closing_ = false;
  std::jthread thread_;  // Last: it uses everything above.
};

}  // namespace memory_mcp
