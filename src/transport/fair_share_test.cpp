// What one caller leaves to others.
#include "transport/fair_share.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/limits.h"

namespace memory_mcp {
namespace {

// Calls of one caller that hold their workers until the test lets go.
class Held {
 public:
  Held(FairShare& share, int count) : running_(count) {
    for (int i = 0; i < count; ++i) {
      workers_.emplace_back([this, &share] {
        EXPECT_TRUE(share.run(
            "ann",
            [this] {
              running_.count_down();
              go_.wait();
            },
            1));
      });
    }
    running_.wait();
  }
  void let_go() {
    go_.count_down();
    workers_.clear();
  }

 private:
  std::latch running_;
  std::latch go_{1};
  std::vector<std::jthread> workers_;
};

TEST(FairShare, lets_what_is_more_than_a_callers_share_wait_and_others_pass) {
  FairShare share(4);
  Held held(share, 3);
  std::atomic<int> of_ann = 0;
  std::atomic<int> of_bob = 0;
  EXPECT_TRUE(share.run(
      "ann", [&] { ++of_ann; }, 1));
  EXPECT_TRUE(share.run(
      "ann", [&] { ++of_ann; }, 1));
  EXPECT_TRUE(share.run(
      "bob", [&] { ++of_bob; }, 1));
  EXPECT_EQ(of_ann, 0);
  EXPECT_EQ(of_bob, 1);
  held.let_go();
  EXPECT_EQ(of_ann, 2);
}

TEST(FairShare, serves_one_caller_after_another_when_there_is_one_worker) {
  FairShare share(1);
  int ran = 0;
  for (const char* caller : {"ann", "ann", "bob"}) {
    EXPECT_TRUE(share.run(
        caller, [&] { ++ran; }, 1));
  }
  EXPECT_EQ(ran, 3);
}

TEST(FairShare, refuses_what_is_too_much_to_wait_of_that_caller_only) {
  FairShare share(4);
  Held held(share, 3);
  const std::size_t much = limits::queued_bytes_max / 4;
  EXPECT_TRUE(share.run(
      "ann", [] {}, much));
  EXPECT_FALSE(share.run(
      "ann", [] {}, much));
  EXPECT_TRUE(share.run(
      "bob", [] {}, much));
  held.let_go();
  EXPECT_TRUE(share.run(
      "ann", [] {}, much));
}

TEST(FairShare, goes_on_after_a_call_that_fails) {
  FairShare share(1);
  EXPECT_TRUE(share.run(
      "ann", [] { throw std::runtime_error("bug"); }, 1));
  bool ran = false;
  EXPECT_TRUE(share.run(
      "ann", [&] { ran = true; }, 1));
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace memory_mcp
