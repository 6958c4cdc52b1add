// The choice of an embedder that all servers of a store share, as this one saw it last.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "recall/embedding/embedding_state.h"
#include "storage/store.h"

namespace memory_mcp {

// Not safe for concurrent use.
class KeptChoice {
 public:
  explicit KeptChoice(Store& store) : store_(store) {}

  // Whether another one is stored than was seen. Fails when it cannot be read.
  Result<bool> look();
  // Nothing while none was ever chosen.
  const std::optional<EmbeddingState>& state() const { return state_; }
  // False when another server has replaced since what was seen: its choice holds.
  Result<bool> replace(const EmbeddingState& state);

 private:
  Store& store_;
  std::optional<std::string> seen_;
  std::optional<EmbeddingState> state_;
};

}  // namespace memory_mcp
