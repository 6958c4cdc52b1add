#include "recall/embedding/embedding_service.h"

#include <array>

#include "base/log.h"
#include "base/text.h"
#include "base/text_table.h"
#include "embeddings/unrelated_cosine.h"
#include "recall/embedding/time_limit.h"

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

Result<Vector> first_of(Result<std::vector<Vector>> vectors) {
  return TRY(std::move(vectors)).front();
}

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
      probe_(setup_.waits),
      background_(store, index, setup_.waits,
                  {.before_batch = [this] { return follow_choice(); },
                   .when_filled = [this](std::size_t count) { return finish_change(count); }}) {
  resume();
}

std::shared_ptr<Embedder> EmbeddingService::keeping(std::unique_ptr<Embedder> embedder) {
  if (is_instant(embedder->generation())) return embedder;
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
  state_.active = kept(state_.active.choice, *active, state_.active.unrelated_cosine);
  if (state_.next) {
    state_.next = kept(state_.next->choice, *next, state_.next->unrelated_cosine);
  }
  if (active->generation() != index_.embedder()->generation()) {
    index_.begin_change(active);
    index_.finish_change(*active);
  }
  publish_answering();
  if (next) index_.begin_change(next);
  is_needed_ = next || !is_instant(active->generation());
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
  // What relevance means was chosen with the builtin embedder: its cosines are taken as they are.
  const double unrelated =
      is_instant(embedder->generation()) ? 0 : TRY(measure_unrelated_cosine(*embedder, cancelled));
  const KeptEmbedder chosen = kept(choice, *embedder, unrelated);
  const Configured configured = TRY(install(chosen, keeping(std::move(embedder))));
  TRY(finish_change(0));
  return configured;
}

Result<Configured> EmbeddingService::install(const KeptEmbedder& chosen,
                                             std::shared_ptr<Embedder> embedder) {
  TRY(index_.catch_up());
  const std::scoped_lock lock(changes_);
  const auto looked = kept_choice_.look();
  if (looked.ok() && kept_choice_.state()) state_ = *kept_choice_.state();
  EmbeddingState state{.active = chosen, .next = {}};
  if (state_.active.generation() != chosen.generation()) {
    state = {.active = state_.active, .next = chosen};
    // Whoever chooses it again has it asked again.
    TRY(stored_vectors_.forget_refusals(chosen.generation()));
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
  publish_answering();
  is_needed_ = false;
  background_.start(newest().choice.batch_size);
}

void EmbeddingService::publish_answering() {
  const EmbeddingGeneration answering = index_.embedder()->generation();
  const bool is_next = state_.next && state_.next->generation() == answering;
  const KeptEmbedder& published = is_next ? *state_.next : state_.active;
  if (published.generation() != answering) return;
  similarity_threshold_ = published.choice.similarity_threshold;
  unrelated_cosine_ = published.unrelated_cosine;
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
  if (is_instant((next ? next : index_.embedder())->generation()))
    return false;  // It takes every text.
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
    publish_answering();
    answering = index_.embedder()->generation();
    if (!state_.next || state_.next->generation() != answering) return Done{};
    const EmbeddingState changed{.active = *state_.next, .next = {}};
    // When another server has chosen since, its choice is followed.
    if (!TRY(kept_choice_.replace(changed))) return Done{};
    state_ = changed;
    publish_answering();
  }
  log_info("embedder_changed", {{"generation", answering.key()}});
  return store_.drop_vectors_but(answering.key());
}

EmbeddedText EmbeddingService::without_vector(const Embedder& embedder) const {
  return {.vector = {},
          .generation = embedder.generation(),
          .unrelated_cosine = static_cast<float>(unrelated_cosine_.load())};
}

Result<EmbeddedText> EmbeddingService::embed_query(const std::string& text,
                                                   const Patience& patience) {
  follow_choice_now_and_then();
  const auto embedder = index_.embedder();
  EmbeddedText embedded = without_vector(*embedder);
  if (is_blank(text)) return embedded;
  auto vector = ask(embedder, text, patience);
  if (patience.cancelled.stop_requested()) return Error{Fault::cancelled, "the caller gave up"};
  {
    const std::scoped_lock lock(query_mutex_);
    query_trouble_ = vector.ok() ? "" : vector.error().message;
  }
  if (!vector.ok()) return std::move(vector).error();
  if (has_direction(*vector)) embedded.vector = *std::move(vector);
  return embedded;
}

Result<Vector> EmbeddingService::ask(const std::shared_ptr<Embedder>& embedder,
                                     const std::string& text, const Patience& patience) {
  if (is_instant(embedder->generation()))
    return first_of(embedder->embed({&text, 1}, TextRole::query, {}));
  if (probe_.is_doubted(*embedder)) {
    return unavailable("the embedder did not answer in time; it is asked on in the background");
  }
  const TimeLimit limit(patience.cancelled, wait_of(patience));
  auto vectors = embedder->embed({&text, 1}, TextRole::query, limit.token());
  const bool is_late = !vectors.ok() && vectors.error().fault == Fault::cancelled;
  if (!is_late || patience.cancelled.stop_requested()) return first_of(std::move(vectors));
  if (!patience.embedder_wait) probe_.doubt(embedder);  // The impatient cannot tell.
  return Error{Fault::timed_out, "the embedder did not answer within " +
                                     duration_text(static_cast<double>(wait_of(patience).count()))};
}

Result<EmbeddedText> EmbeddingService::embed_description_at_once(const std::string& text) {
  const auto embedder = index_.embedder();
  EmbeddedText embedded = without_vector(*embedder);
  std::optional<Vector> vector;
  if (is_instant(embedder->generation())) {
    vector = TRY(first_of(embedder->embed({&text, 1}, TextRole::document, {})));
  } else {
    const std::array hashes{TextHash::of(text, TextRole::document)};
    vector = TRY(stored_vectors_.find(embedded.generation.key(), hashes)).front();
  }
  if (vector && has_direction(*vector)) embedded.vector = std::move(vector);
  return embedded;
}

void EmbeddingService::wait_for_stored_vectors(const Patience& patience) {
  nudge();
  if (index_.next_embedder() != nullptr) return;  // Those of the active one are not to come.
  background_.wait_for_first_pass(wait_of(patience), patience.cancelled);
}

std::chrono::milliseconds EmbeddingService::wait_of(const Patience& patience) const {
  return patience.embedder_wait.value_or(setup_.waits.query);
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
                         .similarity_threshold = similarity_threshold_,
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
