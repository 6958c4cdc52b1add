#include "recall/embedding/work_lease.h"

#include <gtest/gtest.h>

#include "tests/doubles/manual_steady_time.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

class WorkLeases : public testing::Test {
 protected:
  std::unique_ptr<Store> store_ = make_in_memory_store();
  ManualSteadyTime time_;
  WorkLease one_{*store_, "lease", 5s, time_};
  WorkLease other_{*store_, "lease", 5s, time_};
};

TEST_F(WorkLeases, have_one_holder) {
  EXPECT_TRUE(must(one_.hold()));
  EXPECT_FALSE(must(other_.hold()));
  EXPECT_TRUE(must(one_.hold()));
}

TEST_F(WorkLeases, stay_with_who_renews_them) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(must(one_.hold()));
    EXPECT_FALSE(must(other_.hold()));
    time_.advance(4s);
  }
}

TEST_F(WorkLeases, are_taken_over_when_they_were_seen_unchanged_for_long_enough) {
  EXPECT_TRUE(must(one_.hold()));
  time_.advance(1h);
  EXPECT_FALSE(must(other_.hold())) << "it has only just looked";
  time_.advance(4999ms);
  EXPECT_FALSE(must(other_.hold()));
  time_.advance(1ms);
  EXPECT_TRUE(must(other_.hold()));
  EXPECT_FALSE(must(one_.hold())) << "which finds out that it was too slow";
}

TEST_F(WorkLeases, are_free_once_they_were_given_back) {
  EXPECT_TRUE(must(one_.hold()));
  one_.give_back();
  EXPECT_TRUE(must(other_.hold()));
  one_.give_back();  // No longer its own.
  EXPECT_FALSE(must(one_.hold()));
}

}  // namespace
}  // namespace memory_mcp
