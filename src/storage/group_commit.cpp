#include "storage/group_commit.h"

#include <algorithm>

#include "base/limits.h"
#include "base/log.h"

namespace memory_mcp {
namespace {

void fail_all(const auto& batch, const Error& error) {
  for (auto* job : batch) {
    if (job->status.ok()) job->status = error;
  }
}

}  // namespace

GroupCommit::GroupCommit(std::string path, std::unique_ptr<SqliteConnection> connection)
    : path_(std::move(path)), connection_(std::move(connection)), thread_([this] { work(); }) {}

GroupCommit::~GroupCommit() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  filled_.notify_one();
}

Status GroupCommit::write(const Database::Body& body) {
  Job job{.body = body};
  {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back(&job);
  }
  filled_.notify_one();
  job.done.acquire();
  return std::move(job.status);
}

void GroupCommit::work() {
  while (true) {
    const std::vector<Job*> batch = next_batch();
    if (batch.empty()) return;
    commit(batch);
    for (Job* job : batch) job->done.release();
  }
}

// Everything that is waiting, up to the limit; empty when there will be no more.
std::vector<GroupCommit::Job*> GroupCommit::next_batch() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [&] { return closing_ || !waiting_.empty(); });
  const auto size = std::min(waiting_.size(), limits::group_commit_max);
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(size);
  std::vector<Job*> batch(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

void GroupCommit::commit(const std::vector<Job*>& batch) {
  Status status = ready_connection();
  if (status.ok()) {
    status = run_all(batch);
    // After a failed commit nobody knows what reached the disk: start over from what is there,
    // and never take a second fsync for an answer.
    if (!status.ok()) connection_.reset();
  }
  if (status.ok()) return;
  log_error("write_failed",
            {{"writes", std::to_string(batch.size())}, {"error", status.error().message}});
  fail_all(batch, status.error());
}

Status GroupCommit::ready_connection() {
  if (connection_ == nullptr) connection_ = TRY(SqliteConnection::open(path_));
  return Done{};
}

Status GroupCommit::run_all(const std::vector<Job*>& batch) {
  TRY(connection_->execute("BEGIN IMMEDIATE", {}));
  for (Job* job : batch) {
    job->status = run_one(*job);
    // A full disk makes SQLite roll back everything, not only the savepoint.
    if (!connection_->in_transaction())
      return job->status.ok() ? internal("the transaction ended early") : job->status.error();
  }
  TRY(connection_->execute("COMMIT", {}));
  if (connection_->has_moved()) {
    return unavailable(
        "the database file was removed or replaced while this server was running: "
        "nothing was stored; put it back, or restart the server");
  }
  return Done{};
}

Status GroupCommit::run_one(Job& job) {
  TRY(connection_->execute("SAVEPOINT job", {}));
  Status status = [&]() -> Status {
    try {
      return job.body(*connection_);
    } catch (const std::exception& bug) {
      log_error("write_failed", {{"what", bug.what()}});
      return internal("the write failed because of a bug; it was undone");
    }
  }();
  if (!connection_->in_transaction()) return status;
  if (!status.ok()) TRY(connection_->execute("ROLLBACK TO job", {}));
  TRY(connection_->execute("RELEASE job", {}));
  return status;
}

}  // namespace memory_mcp
