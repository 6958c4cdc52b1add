// What all methods find in a few series, and what none could measure: answers in one piece for
// somebody who does not know yet which question to ask.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "statistics/anomalies.h"
#include "statistics/causality.h"
#include "statistics/change_points.h"
#include "statistics/correlation.h"
#include "statistics/forecast.h"
#include "statistics/trend.h"

namespace memory_mcp::statistics {

enum class Method {
  correlations,
  changepoints,
  trends,
  forecasts,
  anomalies,
  causal_relationships
};

constexpr auto names_of(Method) {
  using namespace std::literals;
  return std::array{std::pair{Method::correlations, "correlations"sv},
                    std::pair{Method::changepoints, "changepoints"sv},
                    std::pair{Method::trends, "trends"sv},
                    std::pair{Method::forecasts, "forecasts"sv},
                    std::pair{Method::anomalies, "anomalies"sv},
                    std::pair{Method::causal_relationships, "causal_relationships"sv}};
}

struct AnalysisOptions {
  bool describes = true;         // How the series are.
  bool predicts = true;          // How they go on, and what did not go as it should have.
  bool infers_causality = true;  // Which runs ahead of which, when it predicts.
  double significance_level = 0.05;
  std::size_t forecast_horizon = 10;
  double anomaly_sensitivity = 0.5;
};

template <typename Found>
struct OfSeries {
  std::size_t series = 0;  // Which of them.
  Found found;
};

struct Description {
  std::vector<PairCorrelation> correlations;
  std::vector<OfSeries<std::vector<ChangePoint>>> change_points;
  std::vector<OfSeries<Trend>> trends;
};

struct Prediction {
  std::vector<OfSeries<Forecast>> forecasts;
  std::vector<OfSeries<Anomalies>> anomalies;
  std::optional<std::vector<Causality>> causalities;  // Nothing when nobody asked.
};

struct Unmeasured {
  Method method = Method::correlations;
  Error why;  // Its field is the name of the series; empty when it is about several.
};

struct SeriesAnalysis {
  std::optional<Description> description;
  std::optional<Prediction> prediction;
  std::vector<Unmeasured> unmeasured;
};

// Up to limits::series_at_once_max series. The one error is that it was cancelled, which is looked
// at before each series and each method. A point costs 20 µs, in long series 80.
Result<SeriesAnalysis> analyse(std::span<const Series> all, const AnalysisOptions& options,
                               const std::stop_token& cancelled = {});

}  // namespace memory_mcp::statistics
