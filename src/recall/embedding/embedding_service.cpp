#include "recall/embedding/embedding_service.h"

#include <array>
#include <utility>

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

}  // namespace

EmbeddingService::EmbeddingService(Store& store, FollowedIndex& index, EmbeddingSetup setup)
    : store_(store),
      index_(index),
      setup_(std::move(setup)),
      stored_vectors_(store),
      state_{.active = kept({}, *index.embedder()), .next = {}},
      stored_active_(state_.active),
      probe_(setup_.waits),
      background_(store, index, setup_.waits, [this] {
        follow_choice();
        return finish_change();
      }) {
  resume();
}

std::shared_ptr<Embedder> EmbeddingService::keeping(std::unique_ptr<Embedder> embedder) {
  if (is_instant(*embedder)) return embedder;
  return make_keeping_embedder(std::move(embedder), stored_vectors_,
                               [this] { background_.asks_provider(); });
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
    stored_active_ = state_.active;
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
  publish_active();
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
  // What relevance means was chosen with the builtin embedder: its cosines are taken as they are.
  const double unrelated =
      is_instant(*embedder) ? 0 : TRY(measure_unrelated_cosine(*embedder, cancelled));
  const KeptEmbedder chosen = kept(choice, *embedder, unrelated);
  const Configured configured = TRY(install(chosen, keeping(std::move(embedder))));
  TRY(finish_change());
  return configured;
}

Result<Configured> EmbeddingService::install(const KeptEmbedder& chosen,
                                             std::shared_ptr<Embedder> embedder) {
  TRY(index_.catch_up());
  const std::scoped_lock lock(changes_);
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
  stored_active_ = state.active;
  is_following_ = false;
  publish_active();
  if (is_active && !is_newest) index_.drop_change();
  if (is_active || is_newest) {
    index_.replace_newest(std::move(embedder));
  } else {
    index_.begin_change(std::move(embedder));
  }
  background_.start(chosen.choice.batch_size);
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
    publish_active();
    // Whoever chose it has written it, and may have gone on to another one since.
    if (std::exchange(is_following_, false)) return Done{};
    stored_active_ = state_.active;
    TRY(write_embedding_state(store_, state_));
  }
  log_info("embedder_changed", {{"generation", next->generation().key()}});
  return store_.drop_vectors_but(next->generation().key());
}

void EmbeddingService::follow_choice() {
  {
    const std::scoped_lock lock(changes_);
    const auto now = std::chrono::steady_clock::now();
    if (now < next_look_) return;
    next_look_ = now + setup_.waits.idle;
  }
  const auto found = read_embedding_state(store_);
  if (found.ok() && *found) follow((*found)->active);
}

// Not before the other server has finished its change: it asks the provider for all vectors, and
// from then on they are in the store.
void EmbeddingService::follow(const KeptEmbedder& chosen) {
  const std::scoped_lock lock(changes_);
  if (chosen == stored_active_ || state_.next) return;
  stored_active_ = chosen;
  auto embedder = resumed(chosen);
  const KeptEmbedder followed = kept(chosen.choice, *embedder, chosen.unrelated_cosine);
  if (followed.generation() == state_.active.generation()) {
    state_.active = followed;
    publish_active();
    index_.replace_newest(std::move(embedder));
    return;
  }
  state_.next = followed;
  is_following_ = true;
  index_.begin_change(std::move(embedder));
  background_.start(chosen.choice.batch_size);
}

void EmbeddingService::publish_active() {
  similarity_threshold_ = state_.active.choice.similarity_threshold;
  unrelated_cosine_ = state_.active.unrelated_cosine;
}

EmbeddedText EmbeddingService::without_vector(const Embedder& embedder) const {
  return {.vector = {},
          .generation = embedder.generation(),
          .unrelated_cosine = static_cast<float>(unrelated_cosine_.load())};
}

Result<EmbeddedText> EmbeddingService::embed_query(const std::string& text,
                                                   const Patience& patience) {
  follow_choice();
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
  if (is_instant(*embedder)) return first_of(embedder->embed({&text, 1}, TextRole::query, {}));
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
  if (is_instant(*embedder)) {
    vector = TRY(first_of(embedder->embed({&text, 1}, TextRole::document, {})));
  } else {
    const std::array hashes{TextHash::of(text, TextRole::document)};
    vector = TRY(stored_vectors_.find(embedded.generation.key(), hashes)).front();
  }
  if (vector && has_direction(*vector)) embedded.vector = std::move(vector);
  return embedded;
}

void EmbeddingService::wait_for_stored_vectors(const Patience& patience) {
  if (index_.next_embedder() != nullptr) return;  // Those of the active one are not to come.
  background_.wait_for_first_pass(wait_of(patience), patience.cancelled);
}

std::chrono::milliseconds EmbeddingService::wait_of(const Patience& patience) const {
  return patience.embedder_wait.value_or(setup_.waits.query);
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
                         .similarity_threshold = similarity_threshold_,
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
