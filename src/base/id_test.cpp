#include "base/id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

namespace memory_mcp {
namespace {

// Further than any other clock of this program, whose ids never go back.
constexpr Timestamp far_future{4'102'444'800'000};

TEST(make_id, makes_uuids_of_version_7) {
  const std::string id = make_id(ManualClock(far_future));
  EXPECT_TRUE(is_uuid(id)) << id;
  EXPECT_EQ(id[14], '7');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
}

TEST(make_id, puts_the_time_in_front) {
  ManualClock clock({far_future.ms + 3'600'000});
  EXPECT_EQ(make_id(clock).substr(0, 8), "03bb2cfa");
}

TEST(make_id, makes_ids_that_sort_in_the_order_they_were_made_within_a_millisecond) {
  const ManualClock clock(far_future);
  std::vector<std::string> ids(10'000);
  std::ranges::generate(ids, [&] { return make_id(clock); });
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
}

TEST(make_id, keeps_the_order_when_the_clock_is_set_back) {
  ManualClock clock(far_future);
  const std::string before = make_id(clock);
  clock.advance_ms(-3'600'000);
  EXPECT_LT(before, make_id(clock));
}

TEST(make_id, makes_different_ids_in_many_threads) {
  const ManualClock clock(far_future);
  std::vector<std::vector<std::string>> made(4, std::vector<std::string>(2'000));
  {
    std::vector<std::jthread> threads;
    for (auto& ids : made) {
      threads.emplace_back([&] { std::ranges::generate(ids, [&] { return make_id(clock); }); });
    }
  }
  std::set<std::string> distinct;
  for (const auto& ids : made) {
    EXPECT_TRUE(std::ranges::is_sorted(ids));
    distinct.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(distinct.size(), 8'000U);
}

TEST(is_uuid, takes_uuids_of_any_version_in_lower_case) {
  EXPECT_TRUE(is_uuid("01900000-0000-7000-8000-000000000001"));
  EXPECT_TRUE(is_uuid("c0ffee00-dead-4bad-beef-0123456789ab"));
}

TEST(is_uuid, refuses_everything_else) {
  for (const char* bad :
       {"", "7", "01900000-0000-7000-8000-00000000000", "01900000-0000-7000-8000-0000000000011",
        "01900000-0000-7000-8000-00000000000G", "01900000-0000-7000-8000-00000000000A",
        "0190000000000-7000-8000-000000000001", "01900000-0000-7000-8000_000000000001",
        "{1900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-00000000000\n"}) {
    EXPECT_FALSE(is_uuid(bad)) << bad;
  }
}

}  // namespace
}  // namespace memory_mcp
