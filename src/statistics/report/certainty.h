// How far the findings of an analysis are to be trusted, all together.
#pragma once

#include <span>

#include "statistics/report/series_analysis.h"

namespace memory_mcp::statistics {

// Which share of all that an analysis claims is expected to be true, 0..1; 0 when it claims
// nothing. Claims, and how many of them are expected to be false, are:
//   significant correlations, trends and causalities: their false discovery rate among all tests of
//     the analysis (false_discovery.h);
//   change points: one less the confidence of each;
//   anomalies: as many points as lie beyond the threshold in normal noise;
//   forecasts: the part of later values that bounds do not hold.
double share_expected_true(const SeriesAnalysis& analysis, std::span<const Series> all);

}  // namespace memory_mcp::statistics
