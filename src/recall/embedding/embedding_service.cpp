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

constexpr const char* refusal_of_most =
    "the newest embedder refuses many of the texts, so it does not replace the one before it; "
    "configure_embeddings chooses another";

}  // namespace

EmbeddingService::EmbeddingService(Store& store, FollowedIndex& index, EmbeddingSetup setup)
    : store_(store),
      index_(index),
      setup_(std::move(setup)),
      stored_vectors_(store),
      kept_choice_(store),
      state_{.active = kept({}, *index.embedder()), .next = {}},
      background_(store, index, setup_.waits,
                  {.before_batch = [this] { return follow_choice(); },
                   .when_filled = [this](std::size_t count) { return finish_change(count); }}) {
  resume();
}

std::shared_ptr<Embedder> EmbeddingService::keeping(std::unique_ptr<Embedder> embedder) {
  if (is_instant(*embedder)) return embedder;
  return make_keeping_embedder(std::move(embedder), stored_vectors_);
}

std::shared_ptr<Embedder> EmbeddingService::resumed(const KeptEmbedder& kept_embedder) {
  auto made = setup_.resume(kept_embedder.choice, setup_.rules, kept_embedder.generation());
  if (made.ok()) return keeping(*std::move(made));
  Error why = std::move(made).error().while_doing(
      "the embedder that was chosen, " + kept_embedder.provider + " with " + kept_embedder.model +
      ", cannot be used (configure_embeddings chooses another)");
  log_error("embedder_not_resumed", {{"why", why.message}});
  return make_absent_embedder(kept_embedder.generation(), std::move(why));
}

void EmbeddingService::resume() {
  const auto found = kept_choice_.look();
  if (found.ok() && !kept_choice_.state()) return;
  std::shared_ptr<Embedder> active;
  std::shared_ptr<Embedder> next;
  if (found.ok()) {
    state_ = *kept_choice_.state();
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
  is_needed_ = next || !is_instant(*active);
}

void EmbeddingService::nudge() {
  if (is_needed_.exchange(false)) {
    const std::scoped_lock lock(changes_);
    return background_.start(newest().choice.batch_size);
  }
  background_.nudge();
}

Result<Configured> EmbeddingService::configure(const EmbeddingChoice& choice,
                                               const std::stop_token& cancelled) {
  const Flag configuring(is_configuring_);
  if (!configuring.is_set()) {
    return conflict("another call is configuring the embedder; call again when it is done");
  }
  auto embedder = TRY(setup_.make(choice, setup_.rules, cancelled));
  const Configured configured = TRY(install(choice, keeping(std::move(embedder))));
  TRY(finish_change(0));
  return configured;
}

Result<Configured> EmbeddingService::install(const EmbeddingChoice& choice,
                                             std::shared_ptr<Embedder> embedder) {
  TRY(index_.catch_up());
  const std::scoped_lock lock(changes_);
  const auto looked = kept_choice_.look();
  if (looked.ok() && kept_choice_.state()) state_ = *kept_choice_.state();
  const KeptEmbedder chosen = kept(choice, *embedder);
  EmbeddingState state{.active = chosen, .next = {}};
  if (state_.active.generation() != chosen.generation()) {
    state = {.active = state_.active, .next = chosen};
  }
  if (!TRY(kept_choice_.replace(state))) {
    return conflict("another server chose an embedder at the same moment; call again");
  }
  state_ = state;
  make_newest(std::move(embedder));
  const std::scoped_lock query_lock(query_mutex_);
  query_trouble_.clear();
  return Configured{.generation = chosen.generation(),
                    .episodes_to_reindex = index_.report().lacking};
}

void EmbeddingService::make_newest(std::shared_ptr<Embedder> embedder) {
  const EmbeddingGeneration& generation = embedder->generation();
  if (index_.embedder()->generation() != generation) {
    // Also when it was the next one already: what it refused is asked for again.
    index_.begin_change(std::move(embedder));
  } else {
    if (index_.next_embedder()) index_.drop_change();
    index_.replace_newest(std::move(embedder));
  }
  heed_threshold();
  is_needed_ = false;
  background_.start(newest().choice.batch_size);
}

void EmbeddingService::heed_threshold() {
  const EmbeddingGeneration answering = index_.embedder()->generation();
  if (state_.active.generation() != answering) return;
  similarity_threshold_ = state_.active.choice.similarity_threshold;
}

Status EmbeddingService::follow_choice() {
  const std::scoped_lock lock(changes_);
  looked_ = std::chrono::steady_clock::now();
  if (!TRY(kept_choice_.look()) || !kept_choice_.state()) return Done{};
  state_ = *kept_choice_.state();
  log_info("embedder_chosen_elsewhere", {{"generation", newest().generation().key()}});
  make_newest(resumed(newest()));
  return Done{};
}

void EmbeddingService::follow_choice_now_and_then() {
  {
    const std::unique_lock lock(changes_, std::try_to_lock);
    const auto now = std::chrono::steady_clock::now();
    if (!lock.owns_lock() || now - looked_ < setup_.waits.idle) return;
  }
  const Status followed = follow_choice();
  if (!followed.ok()) log_warning("choice_not_followed", {{"why", followed.error().message}});
}

// Vectors of few would replace those of all.
bool EmbeddingService::refuses_most(std::size_t set_aside) const {
  constexpr std::size_t few = 5;
  constexpr std::size_t one_in = 10;
  const auto next = index_.next_embedder();
  if (is_instant(next ? *next : *index_.embedder())) return false;  // It takes every text.
  const IndexReport report = index_.report();
  const std::size_t without = report.refused + set_aside;
  if (without > 0 && without >= report.episodes) return true;
  return without >= few && without * one_in > report.episodes;
}

Status EmbeddingService::finish_change(std::size_t set_aside) {
  EmbeddingGeneration answering;
  {
    const std::scoped_lock lock(changes_);
    if (const auto next = index_.next_embedder()) {
      if (refuses_most(set_aside)) return Done{};
      if (!index_.finish_change(*next, set_aside)) return Done{};
    }
    heed_threshold();
    answering = index_.embedder()->generation();
    if (!state_.next || state_.next->generation() != answering) return Done{};
    const EmbeddingState changed{.active = *state_.next, .next = {}};
    // When another server has chosen since, its choice is followed.
    if (!TRY(kept_choice_.replace(changed))) return Done{};
    state_ = changed;
    heed_threshold();
  }
  log_info("embedder_changed", {{"generation", answering.key()}});
  return store_.drop_vectors_but(answering.key());
}

Result<EmbeddedText> EmbeddingService::embed(const std::string& text, TextRole role,
                                             const std::stop_token& cancelled) {
  follow_choice_now_and_then();
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
  nudge();
  if (index_.next_embedder() != nullptr) return;  // Those of the active one are not to come.
  constexpr std::chrono::seconds patience{2};
  background_.wait_for_first_pass(patience);
}

std::string EmbeddingService::degraded(std::string_view namespace_name) const {
  const auto next = index_.next_embedder();
  if (refuses_most()) return refusal_of_most;
  const std::string trouble = background_.trouble();
  if (trouble.empty() || next != nullptr) return "";
  const std::size_t lacking = index_.lacking_in(namespace_name);
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
  if (report.trouble.empty() && refuses_most()) report.trouble = refusal_of_most;
  if (!report.trouble.empty()) return report;
  const std::scoped_lock lock(query_mutex_);
  report.trouble = query_trouble_;
  return report;
}

}  // namespace memory_mcp
