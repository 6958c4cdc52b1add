#include "learn/calibration.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace memory_mcp {
namespace {

constexpr auto some = static_cast<std::size_t>(Reach::some);

TEST(Calibration, has_opinions_before_anything_is_measured) {
  const Calibration calibration;
  EXPECT_NEAR(calibration.label_noise(), 1.0 / 12, 1e-12);
  EXPECT_NEAR(calibration.skill(), 0.5, 1e-12);
  EXPECT_EQ(calibration.cue_factor(3), 1);
  EXPECT_EQ(calibration.weights(Reach::none), (std::array<double, expert_count>{1, 1, 1, 1}));
  EXPECT_LT(calibration.trust(0.2), calibration.trust(0.6));
  EXPECT_GE(calibration.trust(-1), 0.01);
  EXPECT_LE(calibration.trust(1), Calibration::trust_max);
}

TEST(Calibration, believes_what_was_measured) {
  Calibration calibration;
  calibration.labels = 1'000;
  calibration.wrong_labels = 200;
  calibration.choices = 1'000;
  calibration.right_choices = 800;
  EXPECT_NEAR(calibration.label_noise(), 0.2, 0.01);
  EXPECT_NEAR(calibration.skill(), 0.8, 0.01);
  const std::size_t bin = Calibration::bin_of(0.55);
  calibration.named[bin] = 1'000;
  calibration.named_right[bin] = 100;
  EXPECT_NEAR(calibration.trust(0.55), 0.1, 0.01);
  calibration.cue_expected[7] = 100;
  calibration.cue_came[7] = 300;
  EXPECT_NEAR(calibration.cue_factor(7), 3, 0.1);
}

TEST(Calibration, is_never_certain) {
  Calibration calibration;
  calibration.labels = 1e6;
  EXPECT_GE(calibration.label_noise(), 0.02);
  calibration.wrong_labels = 1e6;
  EXPECT_LE(calibration.label_noise(), 0.4);
  calibration.choices = calibration.right_choices = 1e6;
  EXPECT_LE(calibration.skill(), 0.95);
  calibration.named.fill(1e6);
  calibration.named_right.fill(1e6);
  EXPECT_LE(calibration.trust(0.9), Calibration::trust_max);
}

TEST(Calibration, gives_the_best_expert_the_weight) {
  Calibration calibration;
  calibration.forecasts[some] = 50;
  calibration.loss[some] = {50, 25, 75, 100};
  const auto weights = calibration.weights(Reach::some);
  EXPECT_EQ(weights[1], 1);
  EXPECT_LT(weights[0], 1e-9);
}

// However long an expert was the best, a hundred forecasts are enough to see that it is no longer.
TEST(Calibration, lets_another_expert_take_the_lead) {
  Calibration calibration;
  calibration.forecasts[some] = 100'000;
  calibration.loss[some] = {100'000, 101'000, 200'000, 200'000};
  EXPECT_GT(calibration.weights(Reach::some)[1], 0.3);
}

TEST(Calibration, gives_back_what_was_added) {
  Calibration one;
  one.labels = 3;
  one.named[2] = 5;
  one.loss[some][2] = 1.5;
  one.cue_came[4] = 1;
  Calibration sum;
  sum.choices = 2;
  sum.add(one);
  EXPECT_EQ(sum.loss[some][2], 1.5);
  sum.subtract(one);
  EXPECT_EQ(sum.labels, 0);
  EXPECT_EQ(sum.named[2], 0);
  EXPECT_EQ(sum.loss[some][2], 0);
  EXPECT_EQ(sum.cue_came[4], 0);
  EXPECT_EQ(sum.choices, 2);
}

}  // namespace
}  // namespace memory_mcp
