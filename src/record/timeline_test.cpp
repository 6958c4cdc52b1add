#include "record/timeline.h"

#include <gtest/gtest.h>

#include "tests/doubles/sample_episodes.h"

namespace memory_mcp {
namespace {

Step timed_step(std::int64_t number, std::optional<double> latency_ms) {
  Step step = step_with_result(number, "tool" + std::to_string(number), StepResultType::success);
  step.timestamp = {sample_time.ms + number * 1'000};
  step.latency_ms = latency_ms;
  return step;
}

Episode episode_of(const std::vector<std::optional<double>>& latencies) {
  Episode episode = sample_episode(1);
  for (const auto& latency_ms : latencies) {
    episode.steps.push_back(timed_step(std::ssize(episode.steps) + 1, latency_ms));
  }
  return episode;
}

std::vector<std::int64_t> bottlenecks(const std::vector<std::optional<double>>& latencies) {
  std::vector<std::int64_t> numbers;
  for (const auto& found : timeline_of(episode_of(latencies)).bottlenecks) {
    numbers.push_back(found.step_number);
  }
  return numbers;
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(timeline_of, tells_what_happened_when) {
  Episode episode = completed(episode_of({10, std::nullopt}), failure());
  episode.steps[0].result->type = StepResultType::timeout;
  episode.steps[1].result.reset();
  const Timeline timeline = timeline_of(episode);
  EXPECT_EQ(timeline.episode_id, episode.id);
  EXPECT_EQ(timeline.duration_seconds, 5.0);
  EXPECT_EQ(timeline.step_count, 2);
  EXPECT_EQ(timeline.outcome, failure());
  ASSERT_EQ(timeline.timeline.size(), 2U);
  EXPECT_EQ(timeline.timeline[0].offset_ms, 1'000);
  EXPECT_EQ(timeline.timeline[0].result_type, "timeout");
  EXPECT_EQ(timeline.timeline[1].result_type, "pending");
  EXPECT_EQ(timeline.timeline[1].latency_ms, std::nullopt);
}

TEST(timeline_of, an_open_episode_has_neither_end_nor_duration) {
  const Timeline timeline = timeline_of(sample_episode(1));
  EXPECT_EQ(timeline.end_time, std::nullopt);
  EXPECT_EQ(timeline.duration_seconds, std::nullopt);
  EXPECT_TRUE(timeline.timeline.empty());
}

TEST(timeline_of, finds_steps_that_took_more_than_three_times_the_mean_and_a_second) {
  EXPECT_EQ(bottlenecks({100, 100, 100, 100, 5'000}), std::vector<std::int64_t>{5});
  EXPECT_TRUE(bottlenecks({1, 1, 1, 1, 900}).empty());
  EXPECT_TRUE(bottlenecks({2'000, 2'000, 5'000}).empty());
  EXPECT_TRUE(bottlenecks({}).empty());
  EXPECT_TRUE(bottlenecks({std::nullopt}).empty());
}

TEST(timeline_of, takes_the_mean_over_timed_steps_only) {
  EXPECT_TRUE(bottlenecks({std::nullopt, std::nullopt, std::nullopt, 5'000}).empty());
}

TEST(timeline_of, draws_the_line_at_exactly_three_means) {
  EXPECT_TRUE(bottlenecks({0, 0, 3'000}).empty());
  EXPECT_EQ(bottlenecks({0, 0, 0, 3'000}).size(), 1U);
}

TEST(timeline_of, says_how_many_means_a_bottleneck_took) {
  const Timeline timeline = timeline_of(episode_of({0, 0, 0, 4'000}));
  EXPECT_DOUBLE_EQ(timeline.bottlenecks.at(0).times_mean, 4);
  EXPECT_EQ(timeline.bottlenecks.at(0).tool, "tool4");
}

TEST(draw_timeline, shows_a_line_for_each_step_with_bars_as_long_as_it_took) {
  Episode episode = completed(episode_of({100, 100, 100, 100, 12'000}));
  const std::string drawn = draw_timeline(timeline_of(episode));
  EXPECT_TRUE(
      drawn.starts_with("write the docs of part 1\nsuccess · 5 steps · 5.0 s · started "
                        "2026-11-22T15:04:05.678Z\n\n"))
      << drawn;
  EXPECT_TRUE(mentions(drawn, "5  +5.0 s  tool5  act     success  12.0 s  ████████ ← slow\n"))
      << drawn;
  EXPECT_TRUE(mentions(drawn, "1  +1.0 s  tool1  act     success  100 ms  ▏\n")) << drawn;
}

TEST(draw_timeline, shows_no_table_without_steps_and_counts_one_step_as_one) {
  EXPECT_TRUE(mentions(draw_timeline(timeline_of(sample_episode(1))), "open · 0 steps · started"));
  EXPECT_TRUE(mentions(draw_timeline(timeline_of(episode_of({1}))), "open · 1 step · started"));
}

TEST(draw_timeline, keeps_text_from_outside_within_its_line) {
  Episode episode = episode_of({1});
  episode.steps[0].tool = "two\nlines\x1b[31m";
  const std::string drawn = draw_timeline(timeline_of(episode));
  EXPECT_TRUE(mentions(drawn, "two lines [31m")) << drawn;
}

TEST(draw_timeline, draws_steps_that_took_no_time_and_steps_from_before_the_start) {
  Episode episode = episode_of({0.0, 0.0});
  episode.steps[0].timestamp.ms = sample_time.ms - 10'000;
  EXPECT_TRUE(mentions(draw_timeline(timeline_of(episode)), "+0.00 ms"));
}

}  // namespace
}  // namespace memory_mcp
