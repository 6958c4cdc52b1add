#include "statistics/false_discovery.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace memory_mcp::statistics {
namespace {

// Benjamini and Hochberg (1995), section 3.2: of these 15, four are kept at 5 %.
const std::vector<double> published{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};

TEST(FalseDiscovery, keeps_the_four_that_its_authors_keep) {
  const auto adjusted = benjamini_hochberg(published);
  EXPECT_EQ(std::ranges::count_if(adjusted, [](double p) { return p <= 0.05; }), 4);
  EXPECT_NEAR(adjusted[0], 0.0001 * 15, 1e-12);
  EXPECT_NEAR(adjusted[3], 0.0095 * 15 / 4, 1e-12);
}

TEST(FalseDiscovery, takes_the_smallest_of_all_larger_ones) {
  // By hand: 0.04 · 4/4 is less than 0.035 · 4/3.
  EXPECT_EQ(benjamini_hochberg(std::vector{0.01, 0.04, 0.02, 0.035}),
            (std::vector{0.04, 0.04, 0.04, 0.04}));
}

TEST(FalseDiscovery, does_not_depend_on_the_order) {
  auto backwards = published;
  std::ranges::reverse(backwards);
  auto adjusted = benjamini_hochberg(backwards);
  std::ranges::reverse(adjusted);
  EXPECT_EQ(adjusted, benjamini_hochberg(published));
}

TEST(FalseDiscovery, leaves_a_single_test_as_it_is) {
  EXPECT_EQ(benjamini_hochberg(std::vector{0.03}), std::vector{0.03});
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

}  // namespace
}  // namespace memory_mcp::statistics
