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
  Recall(Store& store, const Clock& clock) : store_(store), clock_(clock), index_(store) {}

  // What belongs to the query, of all that was written before the call by whomever. Nothing when
  // nothing does.
  Result<RecallAnswer> find(const std::string& namespace_name, const RecallQuery& query);

  FollowedIndex& index() { return index_; }

 private:
  Store& store_;
  const Clock& clock_;
  FollowedIndex index_;
};

}  // namespace memory_mcp
