#include "embeddings/retry.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/doubles/manual_steady_time.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;
using Waits = std::vector<std::chrono::milliseconds>;

class RetryTest : public ::testing::Test {
 protected:
  // Tries that end in `outcomes`, the last one for all times after.
  Result<HttpReply> run(std::vector<Result<HttpReply>> outcomes,
                        std::chrono::milliseconds time = 60s) {
    tries_ = 0;
    const Retry retry(rules_, time_, clock_, [this] { return random_; });
    return retry.run([&] { return outcomes[std::min<std::size_t>(tries_++, outcomes.size() - 1)]; },
                     time_.now() + time, source_.get_token());
  }

  static HttpReply status(long code) { return {.status = code, .body = {}, .retry_after = {}}; }
  static HttpReply busy(const std::string& retry_after) {
    return {.status = 429, .body = {}, .retry_after = retry_after};
  }

  RetryRules rules_;
  ManualSteadyTime time_;
  ManualClock clock_{Timestamp{0}};
  std::stop_source source_;
  double random_ = 0.5;
  std::size_t tries_ = 0;
};

TEST_F(RetryTest, asks_once_when_another_try_would_not_help) {
  for (const long code : {200L, 204L, 307L, 400L, 401L, 404L, 413L, 501L, 505L}) {
    EXPECT_EQ(must(run({status(code)})).status, code);
    EXPECT_EQ(tries_, 1U) << code;
  }
  for (const Fault fault :
       {Fault::denied, Fault::exhausted, Fault::timed_out, Fault::cancelled, Fault::internal}) {
    EXPECT_EQ(fault_of(run({Error{fault, "no"}})), fault);
    EXPECT_EQ(tries_, 1U);
  }
}

TEST_F(RetryTest, asks_again_after_a_lost_connection_429_and_5xx) {
  EXPECT_EQ(must(run({unavailable("gone"), status(429), status(500), status(200)})).status, 200);
  EXPECT_EQ(tries_, 4U);
}

TEST_F(RetryTest, gives_back_the_last_outcome_when_all_tries_fail) {
  EXPECT_EQ(must(run({status(500), status(500), status(500), status(503)})).status, 503);
  EXPECT_EQ(complaint_of(run({unavailable("gone")})), "gone");
  EXPECT_EQ(tries_, 4U);
}

TEST_F(RetryTest, waits_a_random_part_of_a_time_that_doubles) {
  rules_.tries_max = 8;
  (void)run({status(500)});
  EXPECT_EQ(time_.sleeps(), (Waits{125ms, 250ms, 500ms, 1000ms, 2000ms, 4000ms, 4000ms}));
  random_ = 0;
  (void)run({status(500), status(200)});
  EXPECT_EQ(time_.sleeps().back(), 0ms);
}

TEST_F(RetryTest, waits_at_least_as_long_as_it_was_asked_to) {
  EXPECT_EQ(must(run({busy("7"), status(200)})).status, 200);
  EXPECT_EQ(time_.sleeps(), (Waits{7125ms}));
  (void)run({busy("Thu, 01 Jan 1970 00:00:03 GMT"), status(200)});
  EXPECT_EQ(time_.sleeps().back(), 3125ms);
  (void)run({busy("soon"), status(200)});
  EXPECT_EQ(time_.sleeps().back(), 125ms);
}

TEST_F(RetryTest, does_not_wait_beyond_its_deadline) {
  EXPECT_EQ(must(run({busy("60"), status(200)})).status, 429);
  EXPECT_EQ(must(run({status(500)}, 100ms)).status, 500);
  EXPECT_EQ(time_.sleeps(), Waits{});
}

TEST_F(RetryTest, ends_when_it_is_cancelled) {
  source_.request_stop();
  EXPECT_EQ(fault_of(run({status(500)})), Fault::cancelled);
  EXPECT_EQ(tries_, 1U);
}

TEST(RetryAfter, is_seconds_or_a_date) {
  const Timestamp now{784'111'777'000};  // 1994-11-06T08:49:37Z
  EXPECT_EQ(retry_after_of("120", now), 120s);
  EXPECT_EQ(retry_after_of("0", now), 0s);
  EXPECT_EQ(retry_after_of("Sun, 06 Nov 1994 08:50:37 GMT", now), 60s);
  EXPECT_EQ(retry_after_of("Sun, 06 Nov 1994 08:48:37 GMT", now), 0s) << "over already";
  EXPECT_EQ(retry_after_of("99999999999", now), 24h);
  for (const auto* other : {"", " ", "-1", "1.5", "1s", "99999999999999999999", "tomorrow"}) {
    EXPECT_EQ(retry_after_of(other, now), std::nullopt) << other;
  }
}

TEST(MachineTime, wakes_a_sleeper_that_is_cancelled) {
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(machine_time().sleep(1h, source.get_token()));
  EXPECT_TRUE(machine_time().sleep(1ms, {}));
}

}  // namespace
}  // namespace memory_mcp
