// The indexes of all namespaces, in step with the store: whatever any process wrote before a query
// is found by it.
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

#include "embeddings/embedder.h"
#include "recall/namespace_index.h"
#include "storage/store.h"

namespace memory_mcp {

// Safe for concurrent use.
class FollowedIndex {
 public:
  FollowedIndex(Store& store, Embedder& embedder);

  // Runs body(const NamespaceIndex&) on what the store holds now. The index stays as it is
  // meanwhile.
  template <typename Body>
  auto read(std::string_view namespace_name, Body body)
      -> std::invoke_result_t<Body&, const NamespaceIndex&> {
    TRY(catch_up());
    const std::shared_lock lock(mutex_);
    const auto found = indexes_.find(namespace_name);
    return found == indexes_.end() ? body(nothing_) : body(*found->second);
  }

  // Reads what the store has that the index has not.
  Status catch_up();
  // The same for those who can do without: false when that takes longer. What was read stays.
  Result<bool> catch_up_within(std::chrono::milliseconds patience);
  // Begins to catch up, on a thread of its own: the first query of a large store need not wait.
  void warm_up();

  std::size_t bytes() const;
  std::size_t episodes() const;

 private:
  class Writer;

  Result<bool> is_in_step();
  std::unique_ptr<NamespaceIndex> empty_index() const;

  Store& store_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<NamespaceIndex>, std::less<>> indexes_;
  std::map<std::int64_t, NamespaceIndex*> index_of_row_;
  Embedder& embedder_;
  const NamespaceIndex nothing_;
  std::timed_mutex follower_mutex_;  // Held by whoever catches up: the position is theirs.
  ChangePosition position_;
  std::jthread filler_;  // Last: it uses what stands above.
};

}  // namespace memory_mcp
