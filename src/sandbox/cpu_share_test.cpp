#include "sandbox/cpu_share.h"

#include <gtest/gtest.h>

namespace memory_mcp {
namespace {

using namespace std::chrono_literals;

TEST(CpuShare, leaves_the_first_tenth_of_a_second_alone) {
  EXPECT_FALSE(CpuShare(1).is_used_up(100ms, 100ms));
  EXPECT_TRUE(CpuShare(1).is_used_up(101ms, 101ms));
}

TEST(CpuShare, is_never_used_up_at_a_whole_processor) {
  for (auto time = 100ms; time < 5s; time += 100ms) {
    EXPECT_FALSE(CpuShare(100).is_used_up(time, time));
  }
}

// A child that runs whenever it may, looked at as often as the server looks.
TEST(CpuShare, comes_to_within_ten_points_of_the_share_over_a_second) {
  for (const int percent : {30, 50, 80}) {
    const CpuShare share(percent);
    auto used = 0us;
    for (auto elapsed = 0us; elapsed < 1s; elapsed += CpuShare::interval) {
      if (!share.is_used_up(used, elapsed)) used += CpuShare::interval;
    }
    const double measured = 100 * static_cast<double>(used.count()) / 1e6;
    EXPECT_NEAR(measured, percent, 10) << percent;
  }
}

}  // namespace
}  // namespace memory_mcp
