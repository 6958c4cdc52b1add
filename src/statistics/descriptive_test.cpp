#include "statistics/descriptive.h"

#include <gtest/gtest.h>

#include <cmath>

namespace memory_mcp::statistics {
namespace {

// NIST StRD, univariate summary statistics, NumAcc3: 1000000.2, then 1000000.1 and 1000000.3 five
// hundred times each. Certified: mean 1000000.2, standard deviation 0.1.
std::vector<double> num_acc_3() {
  std::vector<double> values{1'000'000.2};
  for (int pair = 0; pair < 500; ++pair) values.insert(values.end(), {1'000'000.1, 1'000'000.3});
  return values;
}

TEST(Descriptive, mean_and_variance_keep_their_digits_where_values_are_close_to_each_other) {
  EXPECT_NEAR(mean(num_acc_3()), 1'000'000.2, 1e-9);
  EXPECT_NEAR(std::sqrt(variance(num_acc_3())), 0.1, 1e-9);
}

TEST(Descriptive, median_is_the_middle_or_the_mean_of_the_two_there) {
  EXPECT_EQ(median({5}), 5);
  EXPECT_EQ(median({9, 1, 4}), 4);
  EXPECT_EQ(median({9, 1, 4, 2}), 3);
}

// Wikipedia, "Median absolute deviation": 1, 1, 2, 2, 4, 6, 9 has median 2 and MAD 1.
TEST(Descriptive, median_absolute_deviation_is_the_median_distance_from_the_centre) {
  const std::vector<double> values{1, 1, 2, 2, 4, 6, 9};
  EXPECT_EQ(median(values), 2);
  EXPECT_EQ(median_absolute_deviation(values, 2), 1);
  EXPECT_NEAR(mean_absolute_deviation(values, 2), 15.0 / 7, 1e-15);
}

TEST(Descriptive, standardized_values_are_the_same_whatever_their_unit) {
  const auto plain = standardized(std::vector<double>{1, 2, 6});
  EXPECT_EQ(plain.values, (std::vector<double>{-2.0 / 3, -1.0 / 3, 1}));
  for (const double unit : {1e100, 1e-300}) {
    const auto other = standardized(std::vector<double>{1 * unit, 2 * unit, 6 * unit});
    for (std::size_t index = 0; index < 3; ++index) {
      EXPECT_NEAR(other.values[index], plain.values[index], 1e-12);
    }
    EXPECT_NEAR(other.scale / unit, 3, 1e-12);
    EXPECT_NEAR(other.centre / unit, 3, 1e-12);
  }
}

}  // namespace
}  // namespace memory_mcp::statistics
