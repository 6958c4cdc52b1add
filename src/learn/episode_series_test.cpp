#include "learn/episode_series.h"

#include <gtest/gtest.h>

namespace memory_mcp {
namespace {

using Values = std::vector<double>;

class EpisodeSeriesTest : public testing::Test {
 protected:
  EpisodeSeriesTest() {
    add(1, {.domain = "Web", .type = TaskType::testing, .end_ms = 300, .reward = 0.9});
    add(2, {.domain = "web", .type = TaskType::debugging, .end_ms = 100, .reward = 0.1});
    add(3, {.domain = "mail", .type = TaskType::testing, .end_ms = 200, .reward = 0.5});
    Episode open;
    open.id = "open";
    open.context.domain = "web";
    history_.put(4, open);
    add_step(1, 1, 20);
    add_step(1, 2, 5);
    add_step(1, 2, 5);  // Told again.
    add_step(2, 1, {});
    history_.settle();
  }

  struct Made {
    std::string domain;
    TaskType type = TaskType::other;
    std::int64_t end_ms = 0;
    double reward = 0;
  };

  void add(HistoryRow row, const Made& made) {
    Episode episode;
    episode.id = std::to_string(row);
    episode.context.domain = made.domain;
    episode.task_type = made.type;
    episode.end_time = Timestamp{made.end_ms};
    episode.duration_ms = made.end_ms;
    episode.reward_score = made.reward;
    episode.reward = RewardParts{.outcome = made.reward > 0.5 ? 1.0 : 0.0};
    episode.quality_score = 0.4;
    episode.outcome = Outcome{.type = OutcomeType::partial_success};
    history_.put(row, episode);
  }

  void add_step(HistoryRow row, std::int64_t number, std::optional<double> latency_ms) {
    Step step;
    step.step_number = number;
    step.tool = "t";
    step.latency_ms = latency_ms;
    history_.put(row, step);
  }

  EpisodeSeries series(Measure measure, const PastFilter& filter = {}) {
    return series_of(
        history_, [=](const PastEpisode& episode) { return measured(episode, measure); }, filter);
  }

  History history_;
};

TEST_F(EpisodeSeriesTest, is_in_the_order_in_which_completed_episodes_ended) {
  const EpisodeSeries rewards = series(Measure::reward);
  EXPECT_EQ(rewards.values, (Values{0.1, 0.5, 0.9}));
  EXPECT_EQ(rewards.times, (std::vector{Timestamp{100}, Timestamp{200}, Timestamp{300}}));
  EXPECT_EQ(series(Measure::success).values, (Values{0, 0, 1}));
  EXPECT_EQ(series(Measure::duration_ms).values, (Values{100, 200, 300}));
  EXPECT_EQ(series(Measure::steps).values, (Values{1, 0, 2}));
}

TEST_F(EpisodeSeriesTest, leaves_out_and_counts_episodes_that_do_not_say) {
  const EpisodeSeries latencies = series(Measure::tool_latency_ms);
  EXPECT_EQ(latencies.values, Values{25});
  EXPECT_EQ(latencies.times, std::vector{Timestamp{300}});
  EXPECT_EQ(latencies.unmeasured, 2U);
}

TEST_F(EpisodeSeriesTest, is_of_the_episodes_asked_for) {
  EXPECT_EQ(series(Measure::reward, {.domain = "WEB"}).values, (Values{0.1, 0.9}));
  EXPECT_EQ(series(Measure::reward, {.task_type = TaskType::testing}).values, (Values{0.5, 0.9}));
  EXPECT_EQ(series(Measure::reward, {.since = Timestamp{200}}).values, (Values{0.5, 0.9}));
  EXPECT_TRUE(series(Measure::reward, {.domain = "other"}).values.empty());
}

TEST_F(EpisodeSeriesTest, follows_what_is_removed) {
  history_.remove(1);
  EXPECT_EQ(series(Measure::reward).values, (Values{0.1, 0.5}));
}

TEST_F(EpisodeSeriesTest, keeps_the_newest_and_says_how_many_were_older) {
  EpisodeSeries rewards = series(Measure::reward);
  EXPECT_EQ(keep_newest(rewards, 3), 0U);
  EXPECT_EQ(keep_newest(rewards, 2), 1U);
  EXPECT_EQ(rewards.values, (Values{0.5, 0.9}));
  EXPECT_EQ(rewards.times, (std::vector{Timestamp{200}, Timestamp{300}}));
}

}  // namespace
}  // namespace memory_mcp
