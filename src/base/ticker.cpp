#include "base/ticker.h"

#include <condition_variable>
#include <mutex>
#include <system_error>

#include "base/log.h"

namespace memory_mcp {
namespace {

void tick_until(const std::stop_token& ended, std::chrono::milliseconds pause,
                const std::function<void()>& tick) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  while (true) {
    never.wait_for(lock, ended, pause, [] { return false; });
    if (ended.stop_requested()) return;
    tick();
  }
}

}  // namespace

Ticker::Ticker(std::chrono::milliseconds pause, std::function<void()> tick) {
  try {
    thread_ = std::jthread([pause, tick = std::move(tick)](const std::stop_token& ended) {
      tick_until(ended, pause, tick);
    });
  } catch (const std::system_error& error) {
    log_warning("thread_not_started", {{"why", error.what()}});
  }
}

}  // namespace memory_mcp
