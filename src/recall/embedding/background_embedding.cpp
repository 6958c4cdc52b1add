#include "recall/embedding/background_embedding.h"

#include <algorithm>
#include <exception>

#include "base/check.h"
#include "base/log.h"
#include "embeddings/embedder_setup.h"
#include "recall/embedding/stored_vectors.h"

namespace memory_mcp {
namespace {

// Whether the embedder answers at all. Asked as a query, whose vector is not kept.
Status check_answers(Embedder& embedder, const std::stop_token& stop) {
  const std::string harmless = probe_text;
  TRY(embedder.embed({&harmless, 1}, TextRole::query, stop));
  return Done{};
}

LackingBatch part_of(const LackingBatch& batch, std::size_t from, std::size_t to) {
  const auto begin = batch.episodes.begin();
  return {.embedder = batch.embedder,
          .episodes = {begin + static_cast<std::ptrdiff_t>(from),
                       begin + static_cast<std::ptrdiff_t>(to)}};
}

}  // namespace

BackgroundEmbedding::BackgroundEmbedding(Store& store, FollowedIndex& index, EmbeddingWaits waits,
                                         EmbeddingEvents events)
    : store_(store),
      index_(index),
      waits_(waits),
      events_(std::move(events)),
      lease_(store, "embedding_lease", waits.lease),
      set_aside_(waits.first, waits.longest) {}

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
    if (stop.stop_requested()) break;
    if (!advanced.ok()) {
      pass_done(advanced.error());
      wait(Waiting::for_provider, retry_wait, stop);
      retry_wait = std::min(2 * retry_wait, waits_.longest);
      continue;
    }
    retry_wait = waits_.first;
    if (*advanced == Next::batch) continue;
    pass_done(set_aside_.status());
    wait(Waiting::for_work, *advanced == Next::wait_for_others ? waits_.others : waits_.idle, stop);
  }
  lease_.give_back();
}

// Nobody else waits for an answer here: a bug is one more reason why vectors are missing.
Result<BackgroundEmbedding::Next> BackgroundEmbedding::guarded_advance(
    const std::stop_token& stop) {
  try {
    return advance(stop);
  } catch (const std::exception& bug) {
    log_error("background_embedding_failed", {{"what", bug.what()}});
    return internal("the server failed while embedding; its log says how");
  }
}

Result<BackgroundEmbedding::Next> BackgroundEmbedding::advance(const std::stop_token& stop) {
  TRY(events_.before_batch());
  TRY(index_.catch_up());
  LackingBatch batch = next_batch();
  if (batch.episodes.empty()) {
    if (set_aside_.is_hopeless()) TRY(events_.when_filled(set_aside_.count()));
    lease_.give_back();
    return Next::wait_for_work;
  }
  auto descriptions = read_descriptions(batch);
  const bool found_some = TRY(settle_stored(batch, descriptions));
  if (!descriptions.empty()) {
    end_first_pass();
    if (!TRY(lease_.hold())) return found_some ? Next::batch : Next::wait_for_others;
    TRY(embed(batch, descriptions, stop));
  }
  if (set_aside_.count() > 0) return Next::batch;
  const std::scoped_lock lock(mutex_);
  trouble_.clear();
  return Next::batch;
}

LackingBatch BackgroundEmbedding::next_batch() {
  const auto wanted = static_cast<std::size_t>(batch_size_.load());
  LackingBatch batch = index_.lacking(wanted + set_aside_.count());
  if (set_aside_by_.lock() != batch.embedder) set_aside_.clear();
  set_aside_by_ = batch.embedder;
  std::erase_if(batch.episodes,
                [&](const LackingEpisode& episode) { return set_aside_.is_resting(episode); });
  if (batch.episodes.size() > wanted) batch.episodes.resize(wanted);
  return batch;
}

std::vector<std::string> BackgroundEmbedding::read_descriptions(LackingBatch& batch) {
  std::vector<std::string> descriptions;
  std::vector<LackingEpisode> readable;
  for (LackingEpisode& episode : batch.episodes) {
    auto read = store_.read(episode.namespace_name, [&](Transaction& transaction) {
      return transaction.episode_without_steps(episode.id);
    });
    if (read.ok()) {
      descriptions.push_back(std::move(read->task_description));
      readable.push_back(std::move(episode));
    } else if (read.error().fault == Fault::not_found) {
      set_aside_.take_back(episode);  // catch_up() will hear of it.
    } else {
      set_aside_.put(episode, read.error());
    }
  }
  batch.episodes = std::move(readable);
  return descriptions;
}

Result<bool> BackgroundEmbedding::settle_stored(LackingBatch& batch,
                                                std::vector<std::string>& descriptions) {
  const EmbeddingGeneration& generation = batch.embedder->generation();
  std::vector<TextHash> hashes;
  hashes.reserve(descriptions.size());
  for (const std::string& text : descriptions) {
    hashes.push_back(TextHash::of(text, TextRole::document));
  }
  auto stored = TRY(StoredVectors(store_).find(generation.key(), hashes));
  LackingBatch known{.embedder = batch.embedder, .episodes = {}};
  LackingBatch unknown = known;
  std::vector<std::string> known_descriptions;
  std::vector<std::string> unknown_descriptions;
  std::vector<Vector> vectors;
  for (std::size_t i = 0; i < descriptions.size(); ++i) {
    const bool is_known = stored[i] && is_usable(*stored[i], generation);
    (is_known ? known : unknown).episodes.push_back(std::move(batch.episodes[i]));
    (is_known ? known_descriptions : unknown_descriptions).push_back(std::move(descriptions[i]));
    if (is_known) vectors.push_back(*std::move(stored[i]));
  }
  batch = std::move(unknown);
  descriptions = std::move(unknown_descriptions);
  if (vectors.empty()) return false;
  TRY(settle(known, known_descriptions, vectors));
  return true;
}

void BackgroundEmbedding::end_first_pass() {
  const std::scoped_lock lock(mutex_);
  has_passed_ = true;
  changed_.notify_all();
}

Status BackgroundEmbedding::embed(const LackingBatch& batch,
                                  std::span<const std::string> descriptions,
                                  const std::stop_token& stop) {
  auto vectors = batch.embedder->embed(descriptions, TextRole::document, stop);
  if (vectors.ok()) {
    CHECK(vectors->size() == descriptions.size());
    return settle(batch, descriptions, *vectors);
  }
  const Error why = std::move(vectors).error();
  if (!check_answers(*batch.embedder, stop).ok()) return why;
  if (descriptions.size() > 1) return embed_halves(batch, descriptions, stop);
  if (why.fault != Fault::invalid_argument) {
    set_aside_.put(batch.episodes.front(), why);
    return Done{};
  }
  log_warning("description_not_embedded", {{"why", why.message}});
  return settle_refused(batch, descriptions.front());
}

// It is kept as one with nothing to go by, so that it is not asked for again after each start.
Status BackgroundEmbedding::settle_refused(const LackingBatch& batch,
                                           const std::string& description) {
  const EmbeddingGeneration& generation = batch.embedder->generation();
  const CachedVector nothing{.text_hash = TextHash::of(description, TextRole::document),
                             .vector = no_direction(generation)};
  TRY(StoredVectors(store_).put(generation.key(), {&nothing, 1}));
  return settle(batch, {&description, 1}, {nothing.vector});
}

Status BackgroundEmbedding::embed_halves(const LackingBatch& batch,
                                         std::span<const std::string> descriptions,
                                         const std::stop_token& stop) {
  const std::size_t half = descriptions.size() / 2;
  TRY(embed(part_of(batch, 0, half), descriptions.first(half), stop));
  return embed(part_of(batch, half, descriptions.size()), descriptions.subspan(half), stop);
}

Status BackgroundEmbedding::settle(const LackingBatch& batch,
                                   std::span<const std::string> descriptions,
                                   const std::vector<Vector>& vectors) {
  // The vectors are in the store by now. Whoever removes an episode from here on takes them away;
  // those that went before are found here.
  TRY(index_.catch_up());
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const LackingEpisode& episode = batch.episodes[i];
    set_aside_.take_back(episode);
    const auto settled = index_.settle(*batch.embedder, episode, descriptions[i], vectors[i]);
    if (settled != Settled::gone) continue;
    TRY(store_.write(episode.namespace_name, [&](Transaction& transaction) {
      return transaction.forget_vectors(filed(descriptions[i]));
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
