// The zygotes behind a pool: what is left of them, and what a pool does without one.
#include "sandbox/child_pool.h"

#include <gtest/gtest.h>

#include <ctime>
#include <thread>

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

}  // namespace
}  // namespace memory_mcp
