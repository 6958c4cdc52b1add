// How good the records of many episodes are, and whether they get better.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "statistics/trend.h"

namespace memory_mcp {

inline constexpr std::size_t quality_buckets = 5;  // Equally wide, 0..1.

struct QualityReport {
  std::size_t episodes = 0;
  std::size_t below_threshold = 0;
  double average = 0;                                 // 0 without episodes.
  std::array<std::size_t, quality_buckets> counts{};  // A score of 1 is in the last one.

  double share_below() const;  // 0 without episodes.
};

// `scores` are 0..1, as quality_score() gives them.
QualityReport quality_report(std::span<const double> scores, double threshold);

struct QualityTrend {
  statistics::Trend trend;  // Stationary with p = 1 when there are too few scores.
  std::size_t scores = 0;   // The newest, of which it is.
  std::vector<double> recent;
  double moving_average = 0;  // Of the recent ones; 0 without any.
};

// `scores` in order of time.
QualityTrend quality_trend(std::span<const double> scores);

// What to do about it, with its figures.
std::vector<std::string> quality_advice(const QualityReport& report, double threshold);
std::vector<std::string> quality_advice(const QualityTrend& trend);

}  // namespace memory_mcp
