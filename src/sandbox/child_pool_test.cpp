// Children made ahead, by zygotes that are replaced: with real ones, or with programs that fail.
#include "sandbox/child_pool.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t data_bytes_max = std::size_t{64} << 20U;

TEST(ChildPool, replaces_a_zygote_that_made_enough_children) {
  ChildPool pool(
      {.program = MEMORY_MCP_SANDBOX_PROGRAM, .tool_names = {}, .data_bytes_max = data_bytes_max},
      {.idle = 1, .children_per_zygote = 3});
  std::vector<ChildPool::Lease> leases;
  std::set<pid_t> zygotes;
  for (int i = 0; i < 10; ++i) {
    leases.push_back(must(pool.take()));
    zygotes.insert(leases.back().zygote->pid());
  }
  EXPECT_GE(zygotes.size(), 3U);
  EXPECT_GE(pool.restarts(), zygotes.size() - 1);
  for (const auto& lease : leases) EXPECT_TRUE(lease.child.is_alive());
}

// A program that notes that it was started, and fails.
class FailingProgram {
 public:
  FailingProgram() {
    write_file(program_, "#!/bin/sh\necho started >> " + log_ + "\nexit 1\n");
    ::chmod(program_.c_str(), 0700);
    write_file(log_, "");
  }
  const std::string& path() const { return program_; }
  std::ptrdiff_t starts() const { return std::ranges::count(text_of_file(log_), '\n'); }

 private:
  TemporaryFolder folder_;
  const std::string program_ = folder_.file("program");
  const std::string log_ = folder_.file("log");
};

TEST(ChildPool, stops_trying_ahead_when_nothing_works_and_names_the_program) {
  const FailingProgram failing;
  ChildPool pool({.program = failing.path(), .tool_names = {}, .data_bytes_max = data_bytes_max},
                 {.failures = 3, .between_failed_starts = 0ms});
  pool.warm_up();
  while (failing.starts() < 3) std::this_thread::yield();
  for (int tries = 1; tries <= 5; ++tries) {
    const auto refused = pool.take();
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().fault, Fault::unavailable);
    EXPECT_NE(refused.error().message.find(failing.path()), std::string::npos);
    EXPECT_EQ(failing.starts(), 3 + tries);
  }
}

TEST(ChildPool, tells_the_last_failure_for_a_while_instead_of_trying_again) {
  const FailingProgram failing;
  ChildPool pool({.program = failing.path(), .tool_names = {}, .data_bytes_max = data_bytes_max},
                 {.between_failed_starts = 1h});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(pool.zygote().ok());
  EXPECT_EQ(failing.starts(), 1);
}

}  // namespace
}  // namespace memory_mcp
