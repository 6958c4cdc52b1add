// The indexes of all namespaces, in step with the store: whatever any process wrote before a query
// is found by it. By words at once; by vectors as soon as the embedder was asked, which for one
// that is slow to answer is the business of the EmbeddingService.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <vector>

#include "embeddings/embedder.h"
#include "recall/namespace_index.h"
#include "storage/store.h"

namespace memory_mcp {

// Whether an embedder answers at once and always: the builtin one.
bool is_instant(const EmbeddingGeneration& embedder);

// An episode without a vector of the newest generation.
struct LackingEpisode {
  std::string namespace_name;
  EpisodeNumber number = no_episode;
  std::string id;
};

// What is to be embedded next, and with what.
struct LackingBatch {
  std::shared_ptr<Embedder> embedder;
  std::vector<LackingEpisode> episodes;
};

enum class Settled {
  done,
  gone,      // The episode was removed, or is described in other words.
  outdated,  // Another embedder is the newest by now.
};

struct IndexReport {
  std::size_t episodes = 0;
  std::size_t bytes = 0;
  std::size_t lacking = 0;  // Episodes without a vector of the newest generation.
  std::size_t refused = 0;  // Episodes for which it makes none.
  double sampled_recall = 1;
};

// Safe for concurrent use. No embedder is asked under a lock, except an instant one. An embedder is
// shared: queries still use the one that was replaced meanwhile.
class FollowedIndex {
 public:
  // `companion` is told of all that the index is told of, so that the store is read once for both;
  // it must outlive this.
  FollowedIndex(Store& store, std::shared_ptr<Embedder> embedder, Follower* companion = nullptr);

  // Runs body(const NamespaceIndex&) on what the store holds now. The index stays as it is
  // meanwhile.
  template <typename Body>
  auto read(std::string_view namespace_name, Body body)
      -> std::invoke_result_t<Body&, const NamespaceIndex&> {
    TRY(catch_up());
    const std::shared_lock lock(mutex_);
    const auto found = indexes_.find(namespace_name);
    return found == indexes_.end() ? body(*nothing_) : body(*found->second);
  }

  // Reads what the store has that the index has not.
  Status catch_up();
  // The same for those who can do without: false when that takes longer. What was read stays.
  Result<bool> catch_up_within(std::chrono::milliseconds patience);
  // Begins to catch up, on a thread of its own: the first query of a large store need not wait.
  void warm_up();

  // The one whose vectors searches compare with.
  std::shared_ptr<Embedder> embedder() const;
  // None while nothing changes.
  std::shared_ptr<Embedder> next_embedder() const;

  // Another embedder of the same generation, in place of the newest.
  void replace_newest(std::shared_ptr<Embedder> embedder);
  // From now on every episode gets a vector of this one, too.
  void begin_change(std::shared_ptr<Embedder> next);
  void drop_change();
  // Searches compare with the vectors of `next` from now on. False when more than `lacking_max`
  // episodes lack theirs, or `next` is no longer the next one.
  bool finish_change(const Embedder& next, std::size_t lacking_max = 0);

  LackingBatch lacking(std::size_t limit) const;
  // What `of` made of an episode's description.
  Settled settle(const Embedder& of, const LackingEpisode& episode, std::string_view description,
                 const Vector& vector);

  IndexReport report() const;
  // Of one namespace.
  std::size_t lacking_in(std::string_view namespace_name) const;

 private:
  class Writer;

  Result<bool> is_in_step();
  const std::shared_ptr<Embedder>& newest() const { return next_ ? next_ : embedder_; }
  std::unique_ptr<NamespaceIndex> empty_index() const;
  std::size_t lacking_count() const;

  Store& store_;
  Follower* companion_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<NamespaceIndex>, std::less<>> indexes_;
  std::map<std::int64_t, NamespaceIndex*> index_of_row_;
  std::shared_ptr<Embedder> embedder_;
  std::shared_ptr<Embedder> next_;
  std::unique_ptr<NamespaceIndex> nothing_;
  std::timed_mutex follower_mutex_;  // Held by whoever catches up: the position is theirs.
  ChangePosition position_;
  std::jthread filler_;  // Last: it uses what stands above.
};

}  // namespace memory_mcp
