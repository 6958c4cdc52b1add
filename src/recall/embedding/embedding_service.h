// Which embedder answers, and that every episode gets its vector. Changing it takes as long as the
// provider takes for all episodes: meanwhile the one before it answers, and a restart goes on where
// the work stopped.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "embeddings/embedding_rules.h"
#include "embeddings/make_embedder.h"
#include "recall/embedding/background_embedding.h"
#include "recall/embedding/embedding_state.h"
#include "recall/embedding/kept_choice.h"
#include "recall/embedding/stored_vectors.h"
#include "recall/followed_index.h"

namespace memory_mcp {

struct EmbeddingSetup {
  EmbeddingRules rules;
  EmbeddingWaits waits;
  // How embedders are made; tests pass others.
  std::function<decltype(make_embedder)> make = make_embedder;
  std::function<decltype(resume_embedder)> resume = resume_embedder;
};

// What came of a choice.
struct Configured {
  EmbeddingGeneration generation;
  std::size_t episodes_to_reindex = 0;  // They follow in the background.
};

struct EmbeddedText {
  std::optional<Vector> vector;  // None when there is nothing in the text to go by.
  EmbeddingGeneration generation;
};

struct EmbeddingReport {
  EmbeddingGeneration active;
  std::optional<EmbeddingGeneration> next;  // While it is being changed.
  std::size_t episodes = 0;
  std::size_t lacking = 0;  // Episodes without a vector of the newest.
  std::string trouble;  // Why vectors are missing, or the last query's was; empty when all is well.
};

// Safe for concurrent use. Locks are taken in this order: changes_, the index's, the background's.
// None is held while a provider is asked.
class EmbeddingService {
 public:
  // Goes on with the embedder that was chosen last, without asking it. When it cannot be made,
  // words alone are searched, and answers say so.
  EmbeddingService(Store& store, FollowedIndex& index, EmbeddingSetup setup = {});

  // Makes the embedder and tries it out first: when that fails, everything stays as it is.
  Result<Configured> configure(const EmbeddingChoice& choice, const std::stop_token& cancelled);

  // By the embedder that answers now.
  Result<EmbeddedText> embed(const std::string& text, TextRole role,
                             const std::stop_token& cancelled = {});

  // After a start, vectors come back from the store in no time, but not in none.
  void wait_for_stored_vectors();
  // There may be new episodes. Nothing is embedded before the first call that needs vectors: most
  // commands need none.
  void nudge();

  // Why answers from a namespace may miss what vectors would find; empty when they do not.
  std::string degraded(std::string_view namespace_name) const;
  // Cosines below it count as unrelated.
  double similarity_threshold() const { return similarity_threshold_; }
  EmbeddingReport report() const;

 private:
  void resume();
  std::shared_ptr<Embedder> resumed(const KeptEmbedder& kept_embedder);
  std::shared_ptr<Embedder> keeping(std::unique_ptr<Embedder> embedder);
  Result<Configured> install(const EmbeddingChoice& choice, std::shared_ptr<Embedder> embedder);
  // Makes it the newest: it answers, or does so when every episode has its vector.
  void make_newest(std::shared_ptr<Embedder> embedder);
  // Lets the next embedder answer when no episodes lack its vectors but those that were set aside.
  Status finish_change(std::size_t set_aside);
  // What another server has chosen holds here too.
  Status follow_choice();
  void follow_choice_now_and_then();
  const KeptEmbedder& newest() const { return state_.next ? *state_.next : state_.active; }
  void heed_threshold();
  bool refuses_most(std::size_t set_aside = 0) const;

  Store& store_;
  FollowedIndex& index_;
  const EmbeddingSetup setup_;
  StoredVectors stored_vectors_;
  std::atomic<bool> is_configuring_ = false;
  std::mutex changes_;  // Held by whoever changes the state, in the store and here.
  KeptChoice kept_choice_;
  EmbeddingState state_;  // The stored one, or the builtin embedder. The index may lag behind it.
  std::chrono::steady_clock::time_point looked_;
  std::atomic<bool> is_needed_ = false;           // The background's work.
  std::atomic<double> similarity_threshold_ = 0;  // Of the active one.
  mutable std::mutex query_mutex_;
  std::string query_trouble_;
  BackgroundEmbedding background_;  // Last: its thread uses everything above.
};

}  // namespace memory_mcp
