#include "storage/postgres/turns.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "storage/postgres/connection_limits.h"

namespace memory_mcp {
namespace {

// Counting up tells followers that there is something new.
constexpr Sql take_turn =
    "INSERT INTO turns (name, changes) VALUES ($1, 1) "
    "ON CONFLICT (name) DO UPDATE SET changes = turns.changes + 1";

// Longer each time, and never the same: those who met do not meet again.
void pause_before(int attempt) {
  const int longest_ms = std::min(1 << attempt, 64);
  const auto share = static_cast<unsigned char>(random_bytes(1).front());
  std::this_thread::sleep_for(std::chrono::microseconds(longest_ms * 1'000 * share / 255));
}

}  // namespace

Status PostgresTurns::write(std::string_view namespace_name, const Database::Body& body) {
  Job job{.body = body};
  std::unique_lock lock(mutex_);
  const auto at = queues_.try_emplace(std::string(namespace_name)).first;
  Queue& queue = at->second;
  queue.waiting.push_back(&job);
  while (!job.is_done) {
    if (queue.is_served) {
      changed_.wait(lock);
      continue;
    }
    queue.is_served = true;
    const Batch batch = next_batch(queue);
    lock.unlock();
    serve(namespace_name, batch);
    lock.lock();
    for (Job* one : batch) one->is_done = true;
    queue.is_served = false;
    if (queue.waiting.empty()) queues_.erase(at);
    changed_.notify_all();
  }
  return std::move(job.status);
}

Status PostgresTurns::write(const Database::Body& body) {
  Job job{.body = body};
  serve({}, {&job});
  return std::move(job.status);
}

PostgresTurns::Batch PostgresTurns::next_batch(Queue& queue) {
  const auto size = std::min(queue.waiting.size(), limits::group_commit_max);
  const auto end = queue.waiting.begin() + static_cast<std::ptrdiff_t>(size);
  Batch batch(queue.waiting.begin(), end);
  queue.waiting.erase(queue.waiting.begin(), end);
  return batch;
}

void PostgresTurns::serve(std::string_view namespace_name, const Batch& batch) {
  const Status status = run_until_done(namespace_name, batch);
  if (status.ok()) return;
  log_error("write_failed",
            {{"writes", std::to_string(batch.size())}, {"error", status.error().message}});
  for (Job* job : batch) {
    if (job->status.ok()) job->status = status.error();
  }
}

Status PostgresTurns::run_until_done(std::string_view namespace_name, const Batch& batch) {
  Status status = Done{};
  for (int tries = 0; tries < limits::write_attempts_max; ++tries) {
    if (tries > 0) pause_before(tries);
    for (Job* job : batch) job->status = Done{};
    auto connection = TRY(pool_.borrow());
    if (attempt(*connection, namespace_name, batch, status) != Attempt::again) return status;
  }
  return status;
}

PostgresTurns::Attempt PostgresTurns::attempt(PostgresConnection& connection,
                                              std::string_view namespace_name, const Batch& batch,
                                              Status& status) {
  connection.begin(PostgresConnection::Mode::write);
  status = begin_turn(connection, namespace_name, batch);
  if (status.ok()) status = run_all(connection, batch);
  if (status.ok()) status = connection.commit();
  if (status.ok()) return Attempt::done;
  const bool may_work = connection.ended_early() && !connection.outcome_is_unknown() &&
                        connection.trouble() != PostgresTrouble::silent;
  connection.roll_back();
  return may_work ? Attempt::again : Attempt::failed;
}

// One that is alone learns by its own first statement that the turn does not come. For many,
// nothing may begin before it has.
Status PostgresTurns::begin_turn(PostgresConnection& connection, std::string_view namespace_name,
                                 const Batch& batch) {
  if (namespace_name.empty()) return Done{};
  if (batch.size() > 1) {
    TRY(connection.execute(take_turn, {namespace_name}));
  } else {
    connection.defer(take_turn, namespace_name);
  }
  return Done{};
}

// One that is alone needs no savepoint: what it wrote goes with the transaction.
Status PostgresTurns::run_all(PostgresConnection& connection, const Batch& batch) {
  const bool is_alone = batch.size() == 1;
  for (Job* job : batch) {
    if (!is_alone) connection.defer("SAVEPOINT job");
    job->status = run_one(connection, *job);
    if (connection.ended_early()) {
      return job->status.ok() ? internal("the transaction ended early") : job->status.error();
    }
    if (is_alone && !job->status.ok()) connection.roll_back();
    if (is_alone) return Done{};
    if (!job->status.ok()) connection.defer("ROLLBACK TO job");
    connection.defer("RELEASE job");
  }
  return Done{};
}

Status PostgresTurns::run_one(PostgresConnection& connection, Job& job) {
  try {
    Status status = job.body(connection);
    // A statement that failed takes along what is written with it, whatever the body made of it.
    if (status.ok() && connection.trouble() != PostgresTrouble::none) {
      return internal("a statement failed; the write was undone");
    }
    return status;
  } catch (const std::exception& bug) {
    log_error("write_failed", {{"what", bug.what()}});
    return internal("the write failed because of a bug; it was undone");
  }
}

}  // namespace memory_mcp
