#include "recall/embedding/background_embedding.h"

#include <algorithm>
#include <exception>

#include "base/check.h"
#include "base/log.h"
#include "embeddings/embedder_setup.h"
#include "recall/embedding/stored_vectors.h"

namespace memory_mcp {
namespace {

bool is_refusal(const Result<std::vector<Vector>>& vectors) {
  return !vectors.ok() && vectors.error().fault == Fault::invalid_argument;
}

}  // namespace

BackgroundEmbedding::BackgroundEmbedding(Store& store, FollowedIndex& index, EmbeddingWaits waits,
                                         std::function<Status()> when_filled)
    : store_(store), index_(index), waits_(waits), when_filled_(std::move(when_filled)) {}

void BackgroundEmbedding::start(std::int64_t batch_size) {
  batch_size_ = batch_size;
  const std::scoped_lock lock(mutex_);
  is_woken_ = true;
  trouble_.clear();
  if (thread_.joinable()) return changed_.notify_all();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void BackgroundEmbedding::nudge() {
  const std::scoped_lock lock(mutex_);
  if (waiting_ != Waiting::for_work) return;
  is_woken_ = true;
  changed_.notify_all();
}

void BackgroundEmbedding::asks_provider() {
  const std::scoped_lock lock(mutex_);
  has_passed_ = true;
  changed_.notify_all();
}

bool BackgroundEmbedding::wait_for_first_pass(std::chrono::milliseconds patience,
                                              const std::stop_token& cancelled) {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable()) return true;
  return changed_.wait_for(lock, cancelled, patience, [&] { return has_passed_; });
}

std::string BackgroundEmbedding::trouble() const {
  const std::scoped_lock lock(mutex_);
  return trouble_;
}

void BackgroundEmbedding::run(const std::stop_token& stop) {
  auto retry_wait = waits_.first;
  while (!stop.stop_requested()) {
    const auto advanced = guarded_advance(stop);
    if (stop.stop_requested()) return;
    if (!advanced.ok()) {
      pass_done(advanced.error());
      wait(Waiting::for_provider, retry_wait, stop);
      retry_wait = std::min(2 * retry_wait, waits_.longest);
      continue;
    }
    retry_wait = waits_.first;
    if (*advanced) continue;
    pass_done(Done{});
    wait(Waiting::for_work, waits_.idle, stop);
  }
}

// Nobody else waits for an answer here: a bug is one more reason why vectors are missing.
Result<bool> BackgroundEmbedding::guarded_advance(const std::stop_token& stop) {
  try {
    return advance(stop);
  } catch (const std::exception& bug) {
    log_error("background_embedding_failed", {{"what", bug.what()}});
    return internal("the server failed while embedding; its log says how");
  }
}

Result<bool> BackgroundEmbedding::advance(const std::stop_token& stop) {
  TRY(index_.catch_up());
  LackingBatch batch = index_.lacking(static_cast<std::size_t>(batch_size_.load()));
  if (batch.episodes.empty()) {
    TRY(when_filled_());
    return false;
  }
  const auto descriptions = TRY(read_descriptions(batch));
  if (descriptions.empty()) return true;
  const auto vectors = TRY(embed_all(*batch.embedder, descriptions, stop));
  CHECK(vectors.size() == descriptions.size());
  TRY(settle(batch, descriptions, vectors));
  const std::scoped_lock lock(mutex_);
  trouble_.clear();
  return true;
}

Result<std::vector<Vector>> BackgroundEmbedding::embed_all(Embedder& embedder,
                                                           const std::vector<std::string>& texts,
                                                           const std::stop_token& stop) {
  auto vectors = embedder.embed(texts, TextRole::document, stop);
  if (!is_refusal(vectors)) return vectors;
  std::vector<Vector> one_by_one;
  for (const std::string& text : texts) {
    one_by_one.push_back(TRY(embed_unless_refused(embedder, text, stop)));
  }
  return one_by_one;
}

// A text that the provider refuses while it takes others must not keep them waiting. It is kept as
// one with nothing to go by, so that it is not asked for again after each start.
Result<Vector> BackgroundEmbedding::embed_unless_refused(Embedder& embedder,
                                                         const std::string& text,
                                                         const std::stop_token& stop) {
  auto vectors = embedder.embed({&text, 1}, TextRole::document, stop);
  if (!is_refusal(vectors)) return TRY(std::move(vectors)).front();
  const std::string harmless = probe_text;
  TRY(embedder.embed({&harmless, 1}, TextRole::query, stop));  // As a query, which is not kept.
  log_warning("description_not_embedded", {{"why", vectors.error().message}});
  const EmbeddingGeneration& generation = embedder.generation();
  CachedVector nothing{.text_hash = TextHash::of(text, TextRole::document),
                       .vector = Vector(static_cast<std::size_t>(generation.dimensions))};
  TRY(StoredVectors(store_).put(generation.key(), {&nothing, 1}));
  return std::move(nothing).vector;
}

Result<std::vector<std::string>> BackgroundEmbedding::read_descriptions(LackingBatch& batch) {
  std::vector<std::string> descriptions;
  std::vector<LackingEpisode> readable;
  for (LackingEpisode& episode : batch.episodes) {
    auto read = store_.read(episode.namespace_name, [&](Transaction& transaction) {
      return transaction.episode_without_steps(episode.id);
    });
    if (read.ok()) {
      descriptions.push_back(std::move(read->task_description));
      readable.push_back(std::move(episode));
      continue;
    }
    if (read.error().fault == Fault::not_found) continue;  // catch_up() will hear of it.
    return std::move(read).error();
  }
  batch.episodes = std::move(readable);
  return descriptions;
}

Status BackgroundEmbedding::settle(const LackingBatch& batch,
                                   const std::vector<std::string>& descriptions,
                                   const std::vector<Vector>& vectors) {
  // The vectors are in the store by now. Whoever removes an episode from here on takes them away;
  // those that went before are found here.
  TRY(index_.catch_up());
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const LackingEpisode& episode = batch.episodes[i];
    if (index_.settle(*batch.embedder, episode, vectors[i]) != Settled::gone) continue;
    TRY(store_.write(episode.namespace_name, [&](Transaction& transaction) {
      return transaction.forget_vectors(description_hash(descriptions[i]));
    }));
  }
  return Done{};
}

void BackgroundEmbedding::pass_done(const Status& outcome) {
  const std::scoped_lock lock(mutex_);
  const std::string trouble = outcome.ok() ? "" : outcome.error().message;
  if (!trouble.empty() && trouble != trouble_) {
    log_warning("episodes_not_embedded", {{"why", trouble}});
  }
  trouble_ = trouble;
  has_passed_ = true;
  changed_.notify_all();
}

void BackgroundEmbedding::wait(Waiting what_for, std::chrono::milliseconds how_long,
                               const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  waiting_ = what_for;
  changed_.wait_for(lock, stop, how_long, [&] { return is_woken_; });
  waiting_ = Waiting::no;
  is_woken_ = false;
}

}  // namespace memory_mcp
