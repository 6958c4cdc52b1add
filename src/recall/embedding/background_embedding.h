// A thread that gets vectors for the episodes that lack one, a batch at a time and one batch after
// the other, so that nobody who records an episode waits for a provider. When the provider fails it
// waits, longer each time, and asks again; what it got so far is kept.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "recall/embedding/embedding_waits.h"
#include "recall/followed_index.h"
#include "storage/store.h"

namespace memory_mcp {

// Safe for concurrent use.
class BackgroundEmbedding {
 public:
  // `when_filled` is called on the thread whenever no episode lacks a vector.
  BackgroundEmbedding(Store& store, FollowedIndex& index, EmbeddingWaits waits,
                      std::function<Status()> when_filled);

  // Starts the thread if there is none yet, and ends its wait whatever it waits for.
  void start(std::int64_t batch_size);
  // There may be something new: ends its wait for work, not that for a provider that failed.
  void nudge();

  // The vectors that come now have to be made, and were not kept: that takes longer than anybody
  // waits.
  void asks_provider();
  // Whether everything that could be done at once was done once since start().
  bool wait_for_first_pass(std::chrono::milliseconds patience, const std::stop_token& cancelled);
  // Why episodes lack vectors; empty when nothing is wrong.
  std::string trouble() const;

 private:
  enum class Waiting { no, for_work, for_provider };

  void run(const std::stop_token& stop);
  // Embeds one batch. False when there was none.
  Result<bool> advance(const std::stop_token& stop);
  Result<bool> guarded_advance(const std::stop_token& stop);
  // Leaves out those that cannot be read: their words are not to be had either.
  Result<std::vector<std::string>> read_descriptions(LackingBatch& batch);
  // As those of the batch, in its order.
  Result<std::vector<Vector>> embed_all(Embedder& embedder, const std::vector<std::string>& texts,
                                        const std::stop_token& stop);
  Result<Vector> embed_unless_refused(Embedder& embedder, const std::string& text,
                                      const std::stop_token& stop);
  Status settle(const LackingBatch& batch, const std::vector<std::string>& descriptions,
                const std::vector<Vector>& vectors);
  void pass_done(const Status& outcome);
  void wait(Waiting what_for, std::chrono::milliseconds how_long, const std::stop_token& stop);

  Store& store_;
  FollowedIndex& index_;
  const EmbeddingWaits waits_;
  const std::function<Status()> when_filled_;
  std::atomic<std::int64_t> batch_size_{1};

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Waiting waiting_ = Waiting::no;
  bool is_woken_ = false;
  bool has_passed_ = false;
  std::string trouble_;
  std::jthread thread_;  // Last: it uses everything above.
};

}  // namespace memory_mcp
