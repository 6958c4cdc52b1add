#include "recall/embedding/time_limit.h"

namespace memory_mcp {

TimeLimit::TimeLimit(const std::stop_token& cancelled, std::chrono::milliseconds limit)
    : forward_(cancelled, [this] { stop_.request_stop(); }),
      timer_([this, limit](const std::stop_token& is_over) {
        std::unique_lock lock(mutex_);
        ended_.wait_for(lock, is_over, limit, [] { return false; });
        lock.unlock();
        if (!is_over.stop_requested()) stop_.request_stop();
      }) {}

}  // namespace memory_mcp
