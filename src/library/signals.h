// The host program's signals: they are for its threads, and ours are no reason to end it.
#pragma once

#include <csignal>

namespace memory_mcp {

// Threads that are started in this scope never take a signal that was sent to the process.
class NoSignalsForNewThreads {
 public:
  NoSignalsForNewThreads();
  ~NoSignalsForNewThreads();
  NoSignalsForNewThreads(const NoSignalsForNewThreads&) = delete;
  NoSignalsForNewThreads& operator=(const NoSignalsForNewThreads&) = delete;

 private:
  sigset_t before_{};
};

// What this thread writes in this scope to a closed connection, or to a file that may not grow, is
// an error of the write and not a signal that ends the program.
class FailedWritesAreErrors {
 public:
  FailedWritesAreErrors();
  ~FailedWritesAreErrors();
  FailedWritesAreErrors(const FailedWritesAreErrors&) = delete;
  FailedWritesAreErrors& operator=(const FailedWritesAreErrors&) = delete;

 private:
  sigset_t ours_{};  // Those that were not pending before.
  sigset_t before_{};
};

}  // namespace memory_mcp
