#include "base/steady_time.h"

#include <condition_variable>
#include <mutex>

namespace memory_mcp {
namespace {

class MachineTime final : public SteadyTime {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }

  bool sleep(std::chrono::milliseconds duration, const std::stop_token& cancelled) const override {
    std::mutex mutex;
    std::condition_variable_any never_told;
    std::unique_lock lock(mutex);
    never_told.wait_for(lock, cancelled, duration, [] { return false; });
    return !cancelled.stop_requested();
  }
};

}  // namespace

const SteadyTime& machine_time() {
  static const MachineTime time;
  return time;
}

}  // namespace memory_mcp
