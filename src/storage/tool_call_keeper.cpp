#include "storage/tool_call_keeper.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>

#include "base/log.h"

namespace memory_mcp {

// What is lost when a process is killed.
constexpr std::chrono::minutes between_keeping{1};

ToolCallKeeper::~ToolCallKeeper() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  const Status kept = keep();
  if (!kept.ok()) log_warning("tool_calls_not_kept", {{"why", kept.error().message}});
}

void ToolCallKeeper::keep_each_minute() {
  try {
    thread_ = std::jthread([this](const std::stop_token& ended) { work(ended); });
  } catch (const std::system_error& error) {
    log_warning("thread_not_started", {{"why", error.what()}});
  }
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

void ToolCallKeeper::work(const std::stop_token& ended) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  while (!ended.stop_requested()) {
    never.wait_for(lock, ended, between_keeping, [] { return false; });
    if (ended.stop_requested()) return;
    const Status kept = keep();
    if (!kept.ok()) log_warning("tool_calls_not_kept", {{"why", kept.error().message}});
  }
}

}  // namespace memory_mcp
