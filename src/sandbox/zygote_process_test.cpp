#include "sandbox/zygote_process.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

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
