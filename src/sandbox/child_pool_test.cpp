// The zygotes behind a pool: what is left of them, and what a pool does without one.
#include "sandbox/child_pool.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>
#include <thread>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

std::chrono::nanoseconds processor_time() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

TEST(ChildPool, rests_between_starts_that_fail) {
  auto ending = std::chrono::steady_clock::now();
  {
    ChildPool pool({.program = "/bin/false"});
    pool.warm_up();
    ASSERT_FALSE(pool.take().ok());
    const auto used = processor_time();
    std::this_thread::sleep_for(250ms);  // The span that is measured.
    EXPECT_LT(processor_time() - used, 50ms);
    ending = std::chrono::steady_clock::now();
  }
  // Its end does not wait for the next try.
  EXPECT_LT(std::chrono::steady_clock::now() - ending, 500ms);
}

// Pitfall: what the kernel binds to the parent is bound to the thread that forked.
TEST(ZygoteProcess, outlives_the_thread_that_started_it) {
  Result<std::unique_ptr<ZygoteProcess>> started = unavailable("nobody started it");
  pid_t number = 0;
  std::thread starter([&] {
    number = ::gettid();
    // This thread alone: leaving root would undo such a bond.
    if (::geteuid() == 0) ::syscall(SYS_setresuid, 65'534, 65'534, 65'534);
    started = ZygoteProcess::start(
        {.program = MEMORY_MCP_SANDBOX_PROGRAM, .data_bytes_max = std::size_t{64} << 20U});
  });
  starter.join();
  if (!started.ok() && ::geteuid() == 0) GTEST_SKIP() << "only root can reach this folder";
  const auto zygote = must(std::move(started));
  // Joined is not yet gone: the kernel takes a thread down after that.
  while (::syscall(SYS_tgkill, ::getpid(), number, 0) == 0) std::this_thread::yield();
  for (int i = 0; i < 20; ++i) must(zygote->spawn(Rehearsal::none));
  EXPECT_TRUE(zygote->is_alive());
}

}  // namespace
}  // namespace memory_mcp
