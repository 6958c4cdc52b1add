#include "library/signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>

namespace memory_mcp {
namespace {

bool is_blocked(int signal) {
  sigset_t blocked;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  return ::sigismember(&blocked, signal) == 1;
}

bool is_pending(int signal) {
  sigset_t pending;
  ::sigpending(&pending);
  return ::sigismember(&pending, signal) == 1;
}

// A pipe that nobody reads any more. The test's process must not ignore SIGPIPE, or there is
// nothing to prove.
int write_to_closed_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (::pipe(ends.data()) != 0) return 0;
  ::close(ends[0]);
  const bool written = ::write(ends[1], "x", 1) == 1;
  const int error = written ? 0 : errno;
  ::close(ends[1]);
  return error;
}

TEST(FailedWritesAreErrors, lets_a_write_to_a_closed_pipe_fail_and_no_more) {
  ASSERT_EQ(std::signal(SIGPIPE, SIG_DFL), SIG_DFL);
  {
    const FailedWritesAreErrors scope;
    EXPECT_EQ(write_to_closed_pipe(), EPIPE);
  }
  EXPECT_FALSE(is_pending(SIGPIPE));
  EXPECT_FALSE(is_blocked(SIGPIPE));
}

TEST(FailedWritesAreErrors, leaves_a_signal_that_was_there_before) {
  sigset_t pipe;
  ::sigemptyset(&pipe);
  ::sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  ::raise(SIGPIPE);
  { const FailedWritesAreErrors scope; }
  EXPECT_TRUE(is_pending(SIGPIPE));
  EXPECT_TRUE(is_blocked(SIGPIPE));
  int taken = 0;
  ::sigwait(&pipe, &taken);
  ::pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr);
}

TEST(NoSignalsForNewThreads, leaves_them_to_the_threads_of_the_host) {
  bool blocked_in_new_thread = false;
  bool fault_blocked = true;
  {
    const NoSignalsForNewThreads scope;
    std::jthread thread([&] {
      blocked_in_new_thread = is_blocked(SIGINT) && is_blocked(SIGUSR1) && is_blocked(SIGCHLD);
      fault_blocked = is_blocked(SIGSEGV);
    });
  }
  EXPECT_TRUE(blocked_in_new_thread);
  EXPECT_FALSE(fault_blocked);
  EXPECT_FALSE(is_blocked(SIGINT));
}

}  // namespace
}  // namespace memory_mcp
