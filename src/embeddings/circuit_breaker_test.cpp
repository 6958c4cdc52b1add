#include "embeddings/circuit_breaker.h"

#include <gtest/gtest.h>

#include "tests/doubles/manual_steady_time.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

class Breaker : public ::testing::Test {
 protected:
  void fail(int times) {
    for (int i = 0; i < times; ++i) {
      must(breaker_.enter());
      breaker_.failed("no answer");
    }
  }
  bool is_closed() { return breaker_.enter().ok(); }

  ManualSteadyTime time_;
  CircuitBreaker breaker_{{.failures_max = 3, .cool_down = 30s}, time_};
};

TEST_F(Breaker, opens_after_some_failures_in_a_row) {
  fail(2);
  EXPECT_TRUE(is_closed());
  breaker_.failed("the server is down");
  const auto refused = breaker_.enter();
  EXPECT_EQ(fault_of(refused), Fault::unavailable);
  EXPECT_EQ(complaint_of(refused),
            "not asked, because the last 3 requests failed; it is asked again in 30 s. The last "
            "failure: the server is down");
}

TEST_F(Breaker, says_when_it_opens_and_when_it_closes) {
  EXPECT_FALSE(breaker_.failed("a"));
  EXPECT_FALSE(breaker_.succeeded());
  EXPECT_FALSE(breaker_.failed("a"));
  EXPECT_FALSE(breaker_.failed("a"));
  EXPECT_TRUE(breaker_.failed("a"));
  EXPECT_FALSE(breaker_.failed("a"));
  EXPECT_TRUE(breaker_.succeeded());
}

TEST_F(Breaker, counts_from_the_start_after_a_success) {
  fail(2);
  breaker_.succeeded();
  fail(2);
  EXPECT_TRUE(is_closed());
}

TEST_F(Breaker, lets_one_request_find_out_after_the_cool_down) {
  fail(3);
  time_.advance(29s);
  EXPECT_FALSE(is_closed());
  time_.advance(1s);
  EXPECT_TRUE(is_closed());
  EXPECT_FALSE(is_closed());
  breaker_.succeeded();
  EXPECT_TRUE(is_closed());
  EXPECT_TRUE(is_closed());
}

TEST_F(Breaker, opens_again_when_that_request_fails) {
  fail(3);
  time_.advance(30s);
  fail(1);
  time_.advance(29s);
  EXPECT_FALSE(is_closed());
  time_.advance(1s);
  EXPECT_TRUE(is_closed());
}

TEST_F(Breaker, lets_another_find_out_when_the_first_was_cancelled) {
  fail(3);
  time_.advance(30s);
  EXPECT_TRUE(is_closed());
  breaker_.gave_up();
  EXPECT_TRUE(is_closed());
  EXPECT_FALSE(is_closed());
}

TEST_F(Breaker, is_not_held_open_by_a_request_that_never_says_how_it_went) {
  fail(3);
  time_.advance(30s);
  EXPECT_TRUE(is_closed());
  time_.advance(30s);
  EXPECT_TRUE(is_closed());
}

TEST_F(Breaker, does_not_open_when_callers_give_up) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(is_closed());
    breaker_.gave_up();
  }
}

}  // namespace
}  // namespace memory_mcp
