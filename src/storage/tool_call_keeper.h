// Brings the calls that one server counts into the store: each minute, so that no call waits for
// it, and once more at the end.
#pragma once

#include <functional>
#include <optional>

#include "base/ticker.h"
#include "storage/store.h"

namespace memory_mcp {

// Used by one thread besides its own.
class ToolCallKeeper {
 public:
  // `counted` says what was counted since the start; both outlive this.
  ToolCallKeeper(Store& store, std::function<ToolCallCounts()> counted)
      : store_(store), counted_(std::move(counted)) {}
  ~ToolCallKeeper();
  ToolCallKeeper(const ToolCallKeeper&) = delete;
  ToolCallKeeper& operator=(const ToolCallKeeper&) = delete;

  // Begins a thread for it. Without it the end is the only time.
  void keep_each_minute();
  // Adds what is new; the store is left alone when nothing is. Not beside the thread.
  Status keep();

 private:
  void keep_or_warn();

  Store& store_;
  const std::function<ToolCallCounts()> counted_;
  ToolCallCounts kept_;
  std::optional<Ticker> ticker_;
};

}  // namespace memory_mcp
