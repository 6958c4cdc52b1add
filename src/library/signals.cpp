#include "library/signals.h"

#include <cerrno>
#include <ctime>
#include <initializer_list>

namespace memory_mcp {

NoSignalsForNewThreads::NoSignalsForNewThreads() {
  sigset_t all;
  ::sigfillset(&all);
  // A thread's own faults cannot wait, and blocking them would only hide them from a debugger.
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    ::sigdelset(&all, fault);
  }
  ::pthread_sigmask(SIG_BLOCK, &all, &before_);
}

NoSignalsForNewThreads::~NoSignalsForNewThreads() {
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

FailedWritesAreErrors::FailedWritesAreErrors() {
  sigset_t pending;
  ::sigpending(&pending);
  ::sigemptyset(&ours_);
  for (const int signal : {SIGPIPE, SIGXFSZ}) {
    if (::sigismember(&pending, signal) == 0) ::sigaddset(&ours_, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &ours_, &before_);
}

FailedWritesAreErrors::~FailedWritesAreErrors() {
  const timespec at_once{};
  while (::sigtimedwait(&ours_, nullptr, &at_once) > 0 || errno == EINTR) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace memory_mcp
