#include "mcp/call_context.h"

#include "json/to_json.h"

namespace memory_mcp {

void Progress::tell_first(std::function<bool(const Json& params)> hear) {
  send_ = [hear = std::move(hear), send = std::move(send_)](Json params) {
    if (hear(params) && send) send(std::move(params));
  };
}

void Progress::report(double done, double total, const std::string& message) {
  if (!send_ || done <= last_done_) return;
  const auto now = std::chrono::steady_clock::now();
  if (last_sent_ && now - *last_sent_ < limits::progress_interval_min) return;
  last_done_ = done;
  last_sent_ = now;
  send_({{"progressToken", token_},
         {"progress", number_to_json(done)},
         {"total", number_to_json(total)},
         {"message", message}});
}

}  // namespace memory_mcp
