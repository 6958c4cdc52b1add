// SIGTERM, SIGINT and SIGHUP as a file descriptor, and the promise that they end the process in
// time: also when a client that stopped reading has every thread stuck in a write.
#pragma once

#include <thread>

#include "base/unique_fd.h"

namespace memory_mcp {

// Blocks the stop signals, SIGPIPE and SIGXFSZ (they become errors of write) for this thread and
// those it starts. Call it before any thread is started.
void block_stop_signals();

class StopSignal {
 public:
  StopSignal();
  // The work ended in time; nothing is forced any more.
  ~StopSignal();

  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Becomes readable at the first signal. From then on the owner has limits::drain_on_signal_max
  // to destroy this object, or the process exits: whatever was acknowledged is on disk.
  int fd() const { return stopping_.get(); }

 private:
  void watch();

  const UniqueFd signals_;
  const UniqueFd stopping_;
  const UniqueFd ended_;
  std::jthread thread_;  // Last: it uses everything above.
};

}  // namespace memory_mcp
