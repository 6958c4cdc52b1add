#include "recall/followed_index.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"

namespace memory_mcp {

// Writes under the lock of the index, which it takes when there is something to write: most queries
// find nothing new and wait for nobody.
class FollowedIndex::Writer final : public Follower {
 public:
  explicit Writer(FollowedIndex& owner) : owner_(owner), lock_(owner.mutex_, std::defer_lock) {}

  void episode(const EpisodeRow& at, const Episode& episode) override {
    if (owner_.companion_ != nullptr) owner_.companion_->episode(at, episode);
    NamespaceIndex& index = index_of(at);
    owner_.index_of_row_[at.row] = &index;
    index.put(at.row, episode);
    embed(index, index.number_of(at.row), episode.task_description);
  }
  void step(const EpisodeRow& at, const Step& step) override {
    if (owner_.companion_ != nullptr) owner_.companion_->step(at, step);
    index_of(at).put(at.row, step);
  }
  void removed(std::int64_t row) override {
    if (owner_.companion_ != nullptr) owner_.companion_->removed(row);
    lock();
    const auto found = owner_.index_of_row_.find(row);
    if (found == owner_.index_of_row_.end()) return;
    found->second->remove(row);
    owner_.index_of_row_.erase(found);
  }
  void recommendation(const EpisodeRow& at, const Recommendation& recommendation) override {
    if (owner_.companion_ != nullptr) owner_.companion_->recommendation(at, recommendation);
  }

 private:
  // A description has its vector until it is changed.
  void embed(NamespaceIndex& index, EpisodeNumber number, const std::string& description) {
    if (!is_instant(owner_.embedder_->generation()) || index.vectors().has(number)) return;
    const auto vectors = owner_.embedder_->embed({&description, 1}, TextRole::document, {});
    if (vectors.ok()) index.settle_active(number, vectors->front());
  }

  void lock() {
    if (!lock_.owns_lock()) lock_.lock();
  }
  NamespaceIndex& index_of(const EpisodeRow& at) {
    lock();
    auto found = owner_.indexes_.find(at.namespace_name);
    if (found == owner_.indexes_.end()) {
      found = owner_.indexes_.emplace(std::string(at.namespace_name), owner_.empty_index()).first;
    }
    return *found->second;
  }

  FollowedIndex& owner_;
  std::unique_lock<std::shared_mutex> lock_;
};

bool is_instant(const EmbeddingGeneration& embedder) { return embedder.provider == "builtin"; }

FollowedIndex::FollowedIndex(Store& store, std::shared_ptr<Embedder> embedder, Follower* companion)
    : store_(store),
      companion_(companion),
      embedder_(std::move(embedder)),
      nothing_(empty_index()) {}

std::unique_ptr<NamespaceIndex> FollowedIndex::empty_index() const {
  auto index = std::make_unique<NamespaceIndex>(embedder_->generation());
  if (next_) index->begin_generation(next_->generation());
  return index;
}

Status FollowedIndex::catch_up() {
  while (true) {
    const std::scoped_lock following(follower_mutex_);
    if (TRY(is_in_step())) return Done{};
  }
}

Result<bool> FollowedIndex::catch_up_within(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    const std::unique_lock following(follower_mutex_, end);
    if (following.owns_lock() && TRY(is_in_step())) return true;
  }
  return false;
}

void FollowedIndex::warm_up() {
  if (filler_.joinable()) return;
  filler_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::scoped_lock following(follower_mutex_);
      const auto done = is_in_step();
      if (!done.ok()) return log_warning("index_not_filled", {{"why", done.error().message}});
      if (*done) return;
    }
  });
}

// Reads the next few changes. Whether there were none.
Result<bool> FollowedIndex::is_in_step() {
  Writer writer(*this);
  const ChangePosition reached = TRY(store_.follow(position_, writer, limits::followed_at_once));
  return std::exchange(position_, reached) == reached;
}

std::shared_ptr<Embedder> FollowedIndex::embedder() const {
  const std::shared_lock lock(mutex_);
  return embedder_;
}

std::shared_ptr<Embedder> FollowedIndex::next_embedder() const {
  const std::shared_lock lock(mutex_);
  return next_;
}

void FollowedIndex::replace_newest(std::shared_ptr<Embedder> embedder) {
  const std::unique_lock lock(mutex_);
  CHECK(embedder->generation() == newest()->generation());
  (next_ ? next_ : embedder_) = std::move(embedder);
}

void FollowedIndex::begin_change(std::shared_ptr<Embedder> next) {
  const std::unique_lock lock(mutex_);
  next_ = std::move(next);
  for (auto& [name, index] : indexes_) index->begin_generation(next_->generation());
}

void FollowedIndex::drop_change() {
  const std::unique_lock lock(mutex_);
  next_.reset();
  for (auto& [name, index] : indexes_) index->drop_next_generation();
}

bool FollowedIndex::finish_change(const Embedder& next, std::size_t lacking_max) {
  const std::unique_lock lock(mutex_);
  if (next_.get() != &next || lacking_count() > lacking_max) return false;
  embedder_ = std::move(next_);
  next_.reset();
  for (auto& [name, index] : indexes_) index->finish_generation();
  nothing_ = empty_index();
  return true;
}

LackingBatch FollowedIndex::lacking(std::size_t limit) const {
  const std::shared_lock lock(mutex_);
  LackingBatch batch{.embedder = newest(), .episodes = {}};
  for (const auto& [name, index] : indexes_) {
    for (const EpisodeNumber number : index->lacking(limit - batch.episodes.size())) {
      batch.episodes.push_back(
          {.namespace_name = name, .number = number, .id = index->episode(number).id});
    }
    if (batch.episodes.size() == limit) break;
  }
  return batch;
}

Settled FollowedIndex::settle(const Embedder& of, const LackingEpisode& episode,
                              std::string_view description, const Vector& vector) {
  const std::unique_lock lock(mutex_);
  if (newest().get() != &of) return Settled::outdated;
  NamespaceIndex& index = *indexes_.find(episode.namespace_name)->second;
  const EpisodeFacts& facts = index.episode(episode.number);
  if (facts.id != episode.id || facts.description_hash != hash_of_description(description)) {
    return Settled::gone;
  }
  index.settle_newest(episode.number, vector);
  return Settled::done;
}

std::size_t FollowedIndex::lacking_count() const {
  std::size_t count = 0;
  for (const auto& [name, index] : indexes_) count += index->lacking_count();
  return count;
}

std::size_t FollowedIndex::lacking_in(std::string_view namespace_name) const {
  const std::shared_lock lock(mutex_);
  const auto found = indexes_.find(namespace_name);
  return found == indexes_.end() ? 0 : found->second->lacking_count();
}

IndexReport FollowedIndex::report() const {
  const std::shared_lock lock(mutex_);
  IndexReport report{.lacking = lacking_count()};
  for (const auto& [name, index] : indexes_) {
    report.episodes += index->episodes();
    report.bytes += index->bytes();
    report.refused += index->refused_count();
    report.sampled_recall = std::min(report.sampled_recall, index->vectors().sampled_recall());
  }
  return report;
}

}  // namespace memory_mcp
