#include "recall/embedding/embedding_service.h"

#include "base/log.h"
#include "base/text.h"

namespace memory_mcp {
namespace {

// Sets a flag for as long as it lives, if nobody else has.
class Flag {
 public:
  explicit Flag(std::atomic<bool>& flag) : flag_(flag), is_set_(!flag.exchange(true)) {}
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;
  ~Flag() {
    if (is_set_) flag_ = false;
  }
  bool is_set() const { return is_set_; }

 private:
  std::atomic<bool>& flag_;
  const bool is_set_;
};

}  // namespace

EmbeddingService::EmbeddingService(Store& store, FollowedIndex& index, EmbeddingSetup setup)
    : store_(store),
      index_(index),
      setup_(std::move(setup)),
      stored_vectors_(store),
      state_{.active = kept({}, *index.embedder()), .next = {}},
      background_(store, index, setup_.waits, [this] { return finish_change(); }) {
  resume();
}

std::shared_ptr<Embedder> EmbeddingService::keeping(std::unique_ptr<Embedder> embedder) {
  if (is_instant(*embedder)) return embedder;
  return make_keeping_embedder(std::move(embedder), stored_vectors_);
}

std::shared_ptr<Embedder> EmbeddingService::resumed(const KeptEmbedder& kept_embedder) {
  auto made = setup_.resume(kept_embedder.choice, setup_.rules, kept_embedder.dimensions);
  if (made.ok()) return keeping(*std::move(made));
  Error why = std::move(made).error().while_doing(
      "the embedder that was chosen, " + kept_embedder.provider + " with " + kept_embedder.model +
      ", cannot be used (configure_embeddings chooses another)");
  log_error("embedder_not_resumed", {{"why", why.message}});
  return make_absent_embedder(kept_embedder.generation(), std::move(why));
}

void EmbeddingService::resume() {
  const auto found = read_embedding_state(store_);
  if (found.ok() && !*found) return;
  std::shared_ptr<Embedder> active;
  std::shared_ptr<Embedder> next;
  if (found.ok()) {
    state_ = **found;
    active = resumed(state_.active);
    if (state_.next) next = resumed(*state_.next);
  } else {
    EmbeddingGeneration nobodys{.provider = "none", .model = "none", .preprocessing = "1"};
    nobodys.dimensions = state_.active.dimensions;
    log_error("embedding_choice_not_read", {{"why", found.error().message}});
    active = make_absent_embedder(
        nobodys, unavailable("the chosen embedder cannot be read (" + found.error().message +
                             "); choose it again with configure_embeddings"));
  }
  // What was stored by another version may make vectors that no longer compare.
  state_.active = kept(state_.active.choice, *active);
  if (state_.next) state_.next = kept(state_.next->choice, *next);
  similarity_threshold_ = state_.active.choice.similarity_threshold;
  if (active->generation() != index_.embedder()->generation()) {
    index_.begin_change(active);
    index_.finish_change(*active);
  }
  if (next) index_.begin_change(next);
  if (!next && is_instant(*active)) return;
  background_.start((state_.next ? *state_.next : state_.active).choice.batch_size);
}

Result<Configured> EmbeddingService::configure(const EmbeddingChoice& choice,
                                               const std::stop_token& cancelled) {
  const Flag configuring(is_configuring_);
  if (!configuring.is_set()) {
    return conflict("another call is configuring the embedder; call again when it is done");
  }
  auto embedder = TRY(setup_.make(choice, setup_.rules, cancelled));
  const Configured configured = TRY(install(choice, keeping(std::move(embedder))));
  TRY(finish_change());
  return configured;
}

Result<Configured> EmbeddingService::install(const EmbeddingChoice& choice,
                                             std::shared_ptr<Embedder> embedder) {
  TRY(index_.catch_up());
  const std::scoped_lock lock(changes_);
  const KeptEmbedder chosen = kept(choice, *embedder);
  const EmbeddingGeneration generation = chosen.generation();
  EmbeddingState state = state_;
  const bool is_newest = (state.next ? *state.next : state.active).generation() == generation;
  const bool is_active = state.active.generation() == generation;
  if (is_active) {
    state = {.active = chosen, .next = {}};
  } else {
    state.next = chosen;
  }
  TRY(write_embedding_state(store_, state));
  state_ = state;
  similarity_threshold_ = state_.active.choice.similarity_threshold;
  if (is_active && !is_newest) index_.drop_change();
  if (is_active || is_newest) {
    index_.replace_newest(std::move(embedder));
  } else {
    index_.begin_change(std::move(embedder));
  }
  background_.start(choice.batch_size);
  const std::scoped_lock query_lock(query_mutex_);
  query_trouble_.clear();
  return Configured{.generation = generation, .episodes_to_reindex = index_.report().lacking};
}

Status EmbeddingService::finish_change() {
  const auto next = index_.next_embedder();
  {
    const std::scoped_lock lock(changes_);
    if (next == nullptr || !index_.finish_change(*next)) return Done{};
    state_ = {.active = *state_.next, .next = {}};
    similarity_threshold_ = state_.active.choice.similarity_threshold;
    TRY(write_embedding_state(store_, state_));
  }
  log_info("embedder_changed", {{"generation", next->generation().key()}});
  return store_.drop_vectors_but(next->generation().key());
}

Result<EmbeddedText> EmbeddingService::embed(const std::string& text, TextRole role,
                                             const std::stop_token& cancelled) {
  const auto embedder = index_.embedder();
  if (is_blank(text)) return EmbeddedText{.vector = {}, .generation = embedder->generation()};
  auto vectors = embedder->embed({&text, 1}, role, cancelled);
  {
    const std::scoped_lock lock(query_mutex_);
    query_trouble_ = vectors.ok() ? "" : vectors.error().message;
  }
  if (!vectors.ok()) return std::move(vectors).error();
  EmbeddedText embedded{.vector = {}, .generation = embedder->generation()};
  if (has_direction(vectors->front())) embedded.vector = std::move(vectors->front());
  return embedded;
}

void EmbeddingService::wait_for_stored_vectors() {
  if (index_.next_embedder() != nullptr) return;  // Those of the active one are not to come.
  constexpr std::chrono::seconds patience{2};
  background_.wait_for_first_pass(patience);
}

std::string EmbeddingService::degraded() const {
  const std::string trouble = background_.trouble();
  if (trouble.empty() || index_.next_embedder() != nullptr) return "";
  const std::size_t lacking = index_.report().lacking;
  if (lacking == 0) return "";
  return std::to_string(lacking) + (lacking == 1 ? " episode is" : " episodes are") +
         " found by words alone until the embedder answers: " + trouble;
}

EmbeddingReport EmbeddingService::report() const {
  const IndexReport index = index_.report();
  const auto next = index_.next_embedder();
  EmbeddingReport report{.active = index_.embedder()->generation(),
                         .next = {},
                         .episodes = index.episodes,
                         .lacking = index.lacking,
                         .trouble = background_.trouble()};
  if (next) report.next = next->generation();
  if (!report.trouble.empty()) return report;
  const std::scoped_lock lock(query_mutex_);
  report.trouble = query_trouble_;
  return report;
}

}  // namespace memory_mcp
