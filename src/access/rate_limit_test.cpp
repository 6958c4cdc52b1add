#include "access/rate_limit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/doubles/manual_steady_time.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

class Rates : public ::testing::Test {
 protected:
  int allowed_of(const std::string& caller, CallClass kind, int calls) {
    int allowed = 0;
    for (int i = 0; i < calls; ++i) allowed += limiter_.retry_after(caller, kind) ? 0 : 1;
    return allowed;
  }

  ManualSteadyTime time_;
  RateLimiter limiter_{{.read = {.per_minute = 0},
                        .write = {.per_minute = 60, .burst = 3},
                        .execute = {.per_minute = 7, .burst = 1}},
                       time_,
                       2};
};

TEST_F(Rates, allow_a_burst_and_then_one_after_the_other) {
  EXPECT_EQ(allowed_of("ann", CallClass::write, 10), 3);
  time_.advance(1s);
  EXPECT_EQ(allowed_of("ann", CallClass::write, 10), 1);
  time_.advance(1h);
  EXPECT_EQ(allowed_of("ann", CallClass::write, 10), 3);
}

TEST_F(Rates, say_exactly_when_the_next_call_is_allowed) {
  for (const CallClass kind : {CallClass::write, CallClass::execute}) {
    allowed_of("ann", kind, 10);
    time_.advance(123ms);
    const auto wait = limiter_.retry_after("ann", kind);
    ASSERT_TRUE(wait.has_value());
    time_.advance(*wait - 1ms);
    EXPECT_TRUE(limiter_.retry_after("ann", kind).has_value());
    time_.advance(1ms);
    EXPECT_FALSE(limiter_.retry_after("ann", kind).has_value());
  }
  EXPECT_EQ(limiter_.retry_after("ann", CallClass::execute), 8'572ms);
}

TEST_F(Rates, cost_nothing_when_refused) {
  EXPECT_EQ(allowed_of("ann", CallClass::write, 1'000), 3);
  time_.advance(3s);
  EXPECT_EQ(allowed_of("ann", CallClass::write, 1'000), 3);
}

TEST_F(Rates, are_of_each_caller_and_class_alone) {
  EXPECT_EQ(allowed_of("ann", CallClass::write, 10), 3);
  EXPECT_EQ(allowed_of("bob", CallClass::write, 10), 3);
  EXPECT_EQ(allowed_of("ann", CallClass::execute, 10), 1);
  EXPECT_EQ(allowed_of("ann", CallClass::read, 10), 10);
}

TEST_F(Rates, are_kept_of_those_who_called_last) {
  for (const char* caller : {"ann", "bob", "ann", "cid"}) {
    allowed_of(caller, CallClass::write, 10);
  }
  EXPECT_EQ(limiter_.callers(), 2U);
  EXPECT_EQ(allowed_of("ann", CallClass::write, 10), 0);
  EXPECT_EQ(allowed_of("bob", CallClass::write, 10), 3);
}

TEST_F(Rates, hold_for_many_threads_together) {
  std::atomic<int> allowed = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { allowed += allowed_of("ann", CallClass::write, 100); });
  }
  threads.clear();
  EXPECT_EQ(allowed, 3);
}

}  // namespace
}  // namespace memory_mcp
