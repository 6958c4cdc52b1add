#include "learn/overview/learning_curve.h"

#include <gtest/gtest.h>

namespace memory_mcp {
namespace {

class LearningCurveTest : public testing::Test {
 protected:
  // They end in the order of their rows.
  void add(HistoryRow row, OutcomeType outcome, double reward, std::size_t steps = 0) {
    Episode episode;
    episode.id = std::to_string(row);
    episode.status = EpisodeStatus::completed;
    episode.end_time = Timestamp{100 * row};
    episode.outcome = Outcome{.type = outcome};
    episode.reward_score = reward;
    episode.reward = RewardParts{};
    history_.put(row, episode);
    for (std::size_t number = 1; number <= steps; ++number) {
      Step step{.step_number = static_cast<std::int64_t>(number)};
      step.tool = "t";
      history_.put(row, step);
    }
    history_.settle();
  }

  std::vector<CurvePoint> curve(std::size_t points, const PastFilter& filter = {}) {
    return learning_curve_of(history_, filter, points);
  }

  History history_;
};

TEST_F(LearningCurveTest, has_no_point_without_episodes) { EXPECT_TRUE(curve(10).empty()); }

TEST_F(LearningCurveTest, tells_of_each_point_what_its_episodes_came_to) {
  add(1, OutcomeType::failure, 0, 2);
  add(2, OutcomeType::partial_success, 0.4, 4);
  add(3, OutcomeType::success, 0.8);
  add(4, OutcomeType::success, 1);
  const auto points = curve(2);
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].first, Timestamp{100});
  EXPECT_EQ(points[0].last, Timestamp{200});
  EXPECT_EQ(points[0].episodes, 2U);
  EXPECT_DOUBLE_EQ(points[0].success_rate, 0);
  EXPECT_DOUBLE_EQ(points[0].average_reward, 0.2);
  EXPECT_DOUBLE_EQ(points[0].average_steps, 3);
  EXPECT_DOUBLE_EQ(points[1].success_rate, 1);
  EXPECT_DOUBLE_EQ(points[1].average_reward, 0.9);
}

TEST_F(LearningCurveTest, shares_episodes_out_evenly) {
  for (HistoryRow row = 1; row <= 11; ++row) add(row, OutcomeType::success, 1);
  std::size_t sum = 0;
  for (const CurvePoint& point : curve(4)) {
    EXPECT_TRUE(point.episodes == 2 || point.episodes == 3);
    sum += point.episodes;
  }
  EXPECT_EQ(sum, 11U);
  EXPECT_EQ(curve(100).size(), 11U);
}

TEST_F(LearningCurveTest, is_surer_of_more_episodes) {
  const auto width = [this] {
    const auto interval = curve(1).front().success_interval;
    EXPECT_LT(interval.low, 0.5);
    EXPECT_GT(interval.high, 0.5);
    return interval.high - interval.low;
  };
  add(1, OutcomeType::success, 1);
  add(2, OutcomeType::failure, 0);
  const double of_two = width();
  for (HistoryRow row = 3; row <= 40; ++row) {
    add(row, row % 2 == 0 ? OutcomeType::success : OutcomeType::failure, 0.5);
  }
  EXPECT_LT(width(), of_two / 2);
}

TEST_F(LearningCurveTest, looks_at_what_was_asked_for_alone) {
  add(1, OutcomeType::failure, 0);
  add(2, OutcomeType::success, 1);
  const auto points = curve(5, {.since = Timestamp{150}});
  ASSERT_EQ(points.size(), 1U);
  EXPECT_DOUBLE_EQ(points[0].success_rate, 1);
}

}  // namespace
}  // namespace memory_mcp
