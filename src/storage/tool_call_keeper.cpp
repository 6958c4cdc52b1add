#include "storage/tool_call_keeper.h"

#include <chrono>

#include "base/log.h"

namespace memory_mcp {

// What is lost when a process is killed.
constexpr std::chrono::minutes between_keeping{1};

ToolCallKeeper::~ToolCallKeeper() {
  ticker_.reset();
  keep_or_warn();
}

void ToolCallKeeper::keep_each_minute() {
  ticker_.emplace(between_keeping, [this] { keep_or_warn(); });
}

Status ToolCallKeeper::keep() {
  ToolCallCounts now = counted_();
  ToolCallCounts added;
  for (const auto& [tool, count] : now) {
    if (count > kept_[tool]) added[tool] = count - kept_[tool];
  }
  if (added.empty()) return Done{};
  TRY(store_.add_tool_calls(added));
  kept_ = std::move(now);
  return Done{};
}

void ToolCallKeeper::keep_or_warn() {
  const Status kept = keep();
  if (!kept.ok()) log_warning("tool_calls_not_kept", {{"why", kept.error().message}});
}

}  // namespace memory_mcp
