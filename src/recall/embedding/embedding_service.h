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
#include <stop_token>
#include <string>
#include <string_view>

#include "embeddings/embedding_rules.h"
#include "embeddings/make_embedder.h"
#include "recall/embedding/background_embedding.h"
#include "recall/embedding/embedded_text.h"
#include "recall/embedding/embedding_state.h"
#include "recall/embedding/kept_choice.h"
#include "recall/embedding/patient_probe.h"
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

// How long somebody waits for the vector of a text.
struct Patience {
  std::stop_token cancelled;
  std::optional<std::chrono::milliseconds> embedder_wait;  // Instead of the usual of queries.
};

struct EmbeddingReport {
  EmbeddingGeneration active;
  std::optional<EmbeddingGeneration> next;  // While it is being changed.
  double similarity_threshold = 0;
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

  // By the embedder that answers now. timed_out, once it was waited for as long as that;
  // unavailable at once from then on, until it answers in the background.
  Result<EmbeddedText> embed_query(const std::string& text, const Patience& patience);
  // By the same, when that need not be waited for; otherwise, what is known of it already.
  Result<EmbeddedText> embed_description_at_once(const std::string& text);

  // After a start, vectors come back from the store in no time, but not in none.
  void wait_for_stored_vectors(const Patience& patience);
  // There may be new episodes. Nothing is embedded before the first call that needs vectors: most
  // commands need none.
  void nudge();

  // Why answers from a namespace may miss what vectors would find; empty when they do not.
  std::string degraded(std::string_view namespace_name) const;
  // What cosines of unrelated texts are like: those of alike ones count from there.
  float unrelated_cosine() const { return static_cast<float>(unrelated_cosine_.load()); }
  // What query_semantic_memory leaves out by default.
  double similarity_threshold() const { return similarity_threshold_; }
  EmbeddingReport report() const;

 private:
  void resume();
  std::shared_ptr<Embedder> resumed(const KeptEmbedder& kept_embedder);
  std::shared_ptr<Embedder> keeping(std::unique_ptr<Embedder> embedder);
  Result<Configured> install(const KeptEmbedder& chosen, std::shared_ptr<Embedder> embedder);
  // Makes it the newest: it answers, or does so when every episode has its vector.
  void make_newest(std::shared_ptr<Embedder> embedder);
  // Lets the next embedder answer when no episodes lack its vectors but those that were set aside.
  Status finish_change(std::size_t set_aside);
  // What another server has chosen holds here too.
  Status follow_choice();
  void follow_choice_now_and_then();
  const KeptEmbedder& newest() const { return state_.next ? *state_.next : state_.active; }
  // What is asked for with each query, of the embedder that answers.
  void publish_answering();
  bool refuses_most(std::size_t set_aside = 0) const;
  EmbeddedText without_vector(const Embedder& embedder) const;
  std::chrono::milliseconds wait_of(const Patience& patience) const;
  Result<Vector> ask(const std::shared_ptr<Embedder>& embedder, const std::string& text,
                     const Patience& patience);

  Store& store_;
  FollowedIndex& index_;
  const EmbeddingSetup setup_;
  StoredVectors stored_vectors_;
  std::atomic<bool> is_configuring_ = false;
  std::mutex changes_;  // Held by whoever changes the state, in the store and here.
  KeptChoice kept_choice_;
  EmbeddingState state_;  // The stored one, or the builtin embedder. The index may lag behind it.
  std::chrono::steady_clock::time_point looked_;
  std::atomic<bool> is_needed_ = false;  // The background's work.
  // Of the one that answers.
  std::atomic<double> similarity_threshold_ = 0;
  std::atomic<double> unrelated_cosine_ = 0;
  mutable std::mutex query_mutex_;
  std::string query_trouble_;
  PatientProbe probe_;
  BackgroundEmbedding background_;  // Last: its thread uses everything above.
};

}  // namespace memory_mcp
