#include "learn/quality_report.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace memory_mcp {
namespace {

using Counts = std::array<std::size_t, quality_buckets>;
using Sentences = std::vector<std::string>;

QualityReport report_of(const std::vector<double>& scores, double threshold = 0.7) {
  return quality_report(scores, threshold);
}

TEST(QualityReport, counts_scores_in_fifths_and_at_the_threshold) {
  const QualityReport report = report_of({0, 0.19, 0.2, 0.5, 0.7, 0.8, 1});
  EXPECT_EQ(report.episodes, 7U);
  EXPECT_EQ(report.counts, (Counts{2, 1, 1, 1, 2}));
  EXPECT_EQ(report.below_threshold, 4U);
  EXPECT_NEAR(report.average, 3.39 / 7, 1e-12);
  EXPECT_NEAR(report.share_below(), 4.0 / 7, 1e-12);
  EXPECT_EQ(report_of({0.5, 1}, 0).below_threshold, 0U);
  EXPECT_EQ(report_of({0.5, 1}, 1).below_threshold, 1U);
}

TEST(QualityReport, of_nothing_is_zeros_and_words) {
  const QualityReport report = report_of({});
  EXPECT_EQ(report.average, 0);
  EXPECT_EQ(report.share_below(), 0);
  EXPECT_EQ(quality_advice(report, 0.7),
            (Sentences{"0 episodes were completed in this time: complete some, or ask about a "
                       "longer time."}));
  const QualityTrend trend = quality_trend({});
  EXPECT_EQ(trend.trend.direction, statistics::Direction::stationary);
  EXPECT_EQ(trend.moving_average, 0);
  EXPECT_TRUE(trend.recent.empty());
  EXPECT_EQ(quality_advice(trend),
            (Sentences{"A trend needs 3 completed episodes, and there are 0."}));
}

TEST(QualityReport, says_how_to_record_better_where_many_are_below) {
  EXPECT_EQ(quality_advice(report_of({0.9, 0.8, 0.8, 0.8, 0.1}), 0.7),
            (Sentences{"1 of 5 records (20 %) are below 0.7: go on recording like this."}));
  const auto advised = quality_advice(report_of({0.9, 0.1}), 0.7);
  EXPECT_TRUE(advised[0].starts_with("1 of 2 records (50 %) are below 0.7: record each step"));
}

TEST(QualityReport, tells_where_quality_goes) {
  std::vector<double> scores;
  for (int number = 0; number < 30; ++number) scores.push_back(0.9 - 0.02 * number);
  const QualityTrend falling = quality_trend(scores);
  EXPECT_EQ(falling.trend.direction, statistics::Direction::decreasing);
  EXPECT_NEAR(falling.trend.slope, -0.02, 1e-12);
  ASSERT_EQ(falling.recent.size(), 20U);
  EXPECT_EQ(falling.recent.back(), scores.back());
  EXPECT_NEAR(falling.moving_average, 0.51, 1e-12);
  EXPECT_EQ(quality_advice(falling),
            (Sentences{"Quality falls by 0.02 with each episode (p < 0.001), to 0.51 of late: "
                       "compare the newest records with older ones."}));
  std::ranges::reverse(scores);
  EXPECT_TRUE(quality_advice(quality_trend(scores)).empty());
}

TEST(QualityReport, judges_the_newest_of_very_many) {
  std::vector<double> scores(10'500, 0.5);
  scores[100] = 1;
  const QualityTrend found = quality_trend(scores);
  EXPECT_EQ(found.scores, 10'000U);
  EXPECT_EQ(found.trend.p_value, 1);
}

}  // namespace
}  // namespace memory_mcp
