#include "recall/followed_index.h"

#include <utility>

#include "base/limits.h"
#include "base/log.h"

namespace memory_mcp {

// Writes under the lock of the index, which it takes when there is something to write: most queries
// find nothing new and wait for nobody.
class FollowedIndex::Writer final : public Follower {
 public:
  explicit Writer(FollowedIndex& owner) : owner_(owner), lock_(owner.mutex_, std::defer_lock) {}

  void episode(const EpisodeRow& at, const Episode& episode) override {
    NamespaceIndex& index = index_of(at);
    owner_.index_of_row_[at.row] = &index;
    index.put(at.row, episode);
    embed(index, index.number_of(at.row), episode.task_description);
  }
  void step(const EpisodeRow& at, const Step& step) override { index_of(at).put(at.row, step); }
  void removed(std::int64_t row) override {
    lock();
    const auto found = owner_.index_of_row_.find(row);
    if (found == owner_.index_of_row_.end()) return;
    found->second->remove(row);
    owner_.index_of_row_.erase(found);
  }

 private:
  // A description does not change, and has its vector for good.
  void embed(NamespaceIndex& index, EpisodeNumber number, const std::string& description) {
    if (index.vectors().has(number)) return;
    const auto vectors = owner_.embedder_.embed({&description, 1}, TextRole::document, {});
    if (vectors.ok() && has_direction(vectors->front())) {
      index.put_vector(number, vectors->front());
    }
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

FollowedIndex::FollowedIndex(Store& store, Embedder& embedder)
    : store_(store),
      embedder_(embedder),
      nothing_(static_cast<std::size_t>(embedder.generation().dimensions)) {}

std::unique_ptr<NamespaceIndex> FollowedIndex::empty_index() const {
  return std::make_unique<NamespaceIndex>(
      static_cast<std::size_t>(embedder_.generation().dimensions));
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

std::size_t FollowedIndex::bytes() const {
  const std::shared_lock lock(mutex_);
  std::size_t bytes = 0;
  for (const auto& [name, index] : indexes_) bytes += index->bytes();
  return bytes;
}

std::size_t FollowedIndex::episodes() const {
  const std::shared_lock lock(mutex_);
  std::size_t episodes = 0;
  for (const auto& [name, index] : indexes_) episodes += index->episodes();
  return episodes;
}

}  // namespace memory_mcp
