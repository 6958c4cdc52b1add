// What an analysis of series found, put into answers.
#pragma once

#include <span>

#include "tools/analysis_fields.h"

namespace memory_mcp {

// The series that were analysed, by whose names the answer goes.
struct AnalysedSeries {
  std::span<const statistics::Series> all;
  std::span<const Timestamp> times;  // Of each point; empty when they are not known.
};

StatisticalResults told(const statistics::Description& description, const AnalysedSeries& series);
PredictiveResults told(const statistics::Prediction& prediction, const AnalysedSeries& series);
std::vector<SkippedTold> told(const std::vector<statistics::Unmeasured>& unmeasured);

}  // namespace memory_mcp
