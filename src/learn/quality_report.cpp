#include "learn/quality_report.h"

#include <algorithm>

#include "base/check.h"
#include "learn/sentence.h"
#include "statistics/descriptive.h"
#include "statistics/report/number_text.h"
#include "statistics/series_limits.h"

namespace memory_mcp {
namespace {

constexpr std::size_t recent_max = 20;
// Of records: fewer below the threshold are no habit.
constexpr double share_worth_saying = 0.25;

std::span<const double> newest(std::span<const double> scores, std::size_t count) {
  return scores.last(std::min(scores.size(), count));
}

}  // namespace

double QualityReport::share_below() const {
  if (episodes == 0) return 0;
  return static_cast<double>(below_threshold) / static_cast<double>(episodes);
}

QualityReport quality_report(std::span<const double> scores, double threshold) {
  QualityReport report{.episodes = scores.size()};
  if (scores.empty()) return report;
  report.average = statistics::mean(scores);
  for (const double score : scores) {
    CHECK(score >= 0 && score <= 1);
    if (score < threshold) ++report.below_threshold;
    const auto bucket = static_cast<std::size_t>(score * static_cast<double>(quality_buckets));
    ++report.counts[std::min(bucket, quality_buckets - 1)];
  }
  return report;
}

QualityTrend quality_trend(std::span<const double> scores) {
  const auto judged = newest(scores, limits::series_points_max);
  const auto recent = newest(scores, recent_max);
  QualityTrend found{.scores = judged.size(), .recent = {recent.begin(), recent.end()}};
  if (!recent.empty()) found.moving_average = statistics::mean(recent);
  if (judged.size() < statistics::trend_points_min) return found;
  const auto trend = statistics::trend({.name = "quality", .values = judged});
  CHECK(trend.ok());
  found.trend = *trend;
  return found;
}

std::vector<std::string> quality_advice(const QualityReport& report, double threshold) {
  if (report.episodes == 0) {
    return {"0 episodes were completed in this time: complete some, or ask about a longer time."};
  }
  const std::string below =
      std::to_string(report.below_threshold) + " of " + counted(report.episodes, "record") + " (" +
      percent(report.share_below()) + ") are below " + statistics::brief(threshold);
  if (report.share_below() < share_worth_saying) return {below + ": go on recording like this."};
  return {below +
          ": record each step with its result and an error with its message, describe the task in "
          "a sentence, and complete it with a verdict of four words or more and what came of it."};
}

std::vector<std::string> quality_advice(const QualityTrend& found) {
  const statistics::Trend& trend = found.trend;
  if (found.scores < statistics::trend_points_min) {
    return {"A trend needs " + std::to_string(statistics::trend_points_min) +
            " completed episodes, and there are " + std::to_string(found.scores) + "."};
  }
  if (trend.direction != statistics::Direction::decreasing) return {};
  return {"Quality falls by " + statistics::brief(-trend.slope) + " with each episode (" +
          statistics::p_text(trend.p_value) + "), to " + statistics::brief(found.moving_average) +
          " of late: compare the newest records with older ones."};
}

}  // namespace memory_mcp
