// What an analysis of series comes to, in sentences that each carry their numbers.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "statistics/report/series_analysis.h"

namespace memory_mcp::statistics {

struct Findings {
  std::vector<std::string> key_findings;     // By kind, the surest of each first.
  std::vector<std::string> recommendations;  // What to do about them, in the same order.
};

// A few of each kind are told, and how many more there are. The same analysis says the same.
Findings findings_of(const SeriesAnalysis& analysis, std::span<const Series> all);

}  // namespace memory_mcp::statistics
