// A thread that gets vectors for the episodes that lack one, a batch at a time and one batch after
// the other, so that nobody who records an episode waits for a provider. When the provider fails it
// waits, longer each time, and asks again; what it got so far is kept. A text that fails by itself
// is set aside. Of all servers of a store one asks the provider; the others find in the store what
// it was given.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "recall/embedding/embedding_waits.h"
#include "recall/embedding/set_aside.h"
#include "recall/embedding/work_lease.h"
#include "recall/followed_index.h"
#include "storage/store.h"

namespace memory_mcp {

// Both are called on the thread.
struct EmbeddingEvents {
  std::function<Status()> before_batch;
  // No episode lacks a vector but those that were set aside, each of them often.
  std::function<Status(std::size_t set_aside)> when_filled;
};

// Safe for concurrent use.
class BackgroundEmbedding {
 public:
  BackgroundEmbedding(Store& store, FollowedIndex& index, EmbeddingWaits waits,
                      EmbeddingEvents events);

  // Starts the thread if there is none yet, and ends its wait whatever it waits for.
  void start(std::int64_t batch_size);
  // There may be something new: ends its wait for work, not that for a provider that failed.
  void nudge();

  // Whether everything that could be done at once was done once since start().
  bool wait_for_first_pass(std::chrono::milliseconds patience, const std::stop_token& cancelled);
  // Why episodes lack vectors; empty when nothing is wrong.
  std::string trouble() const;

 private:
  enum class Waiting { no, for_work, for_provider };

  // What comes after a batch.
  enum class Next { batch, wait_for_work, wait_for_others };

  void run(const std::stop_token& stop);
  Result<Next> advance(const std::stop_token& stop);
  Result<Next> guarded_advance(const std::stop_token& stop);
  // Without those that were set aside.
  LackingBatch next_batch();
  // Sets those aside that cannot be read.
  std::vector<std::string> read_descriptions(LackingBatch& batch);
  // Takes those out of the batch whose vectors were kept. Whether there were any.
  Result<bool> settle_stored(LackingBatch& batch, std::vector<std::string>& descriptions);
  // From here on vectors have to be made, which takes longer than anybody waits.
  void end_first_pass();
  // When they fail together, their halves are tried: one that fails alone is set aside, or settled
  // without a vector when it is refused. Fails when the embedder does with any text.
  Status embed(const LackingBatch& batch, std::span<const std::string> descriptions,
               const std::stop_token& stop);
  Status embed_halves(const LackingBatch& batch, std::span<const std::string> descriptions,
                      const std::stop_token& stop);
  Status settle_refused(const LackingBatch& batch, const std::string& description);
  Status settle(const LackingBatch& batch, std::span<const std::string> descriptions,
                const std::vector<Vector>& vectors);
  void pass_done(const Status& outcome);
  void wait(Waiting what_for, std::chrono::milliseconds how_long, const std::stop_token& stop);

  Store& store_;
  FollowedIndex& index_;
  const EmbeddingWaits waits_;
  const EmbeddingEvents events_;
  std::atomic<std::int64_t> batch_size_{1};
  WorkLease lease_;                             // Of the thread,
  SetAside set_aside_;                          // likewise,
  std::weak_ptr<const Embedder> set_aside_by_;  // for texts that this one failed on.

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Waiting waiting_ = Waiting::no;
  bool is_woken_ = false;
  bool has_passed_ = false;
  std::string trouble_;
  std::jthread thread_;  // Last: it uses everything above.
};

}  // namespace memory_mcp
