// Recall: the one door to what is remembered. It reads the index for what matches, and the store
// for what is told of it.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/recall_query.h"
#include "recall/followed_index.h"
#include "storage/store.h"

namespace memory_mcp {

// Safe for concurrent use.
class Recall {
 public:
  Recall(Store& store, Embedder& embedder, const Clock& clock)
      : store_(store), embedder_(embedder), clock_(clock), index_(store, embedder) {}

  // What belongs to the query, of all that was written before the call by whomever. Nothing when
  // nothing does.
  Result<RecallAnswer> find(const std::string& namespace_name, const RecallQuery& query);

  FollowedIndex& index() { return index_; }

 private:
  // None when the embedder does not answer, or there is nothing in the text to go by.
  std::optional<Vector> vector_of(const std::string& text);

  Store& store_;
  Embedder& embedder_;
  const Clock& clock_;
  FollowedIndex index_;
};

}  // namespace memory_mcp
