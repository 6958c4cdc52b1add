// What an analysis of series found, as answers tell it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/describe.h"
#include "statistics/report/series_analysis.h"

namespace memory_mcp {

struct CorrelationTold {
  std::vector<std::string> variables;
  double coefficient = 0;
  double p_value = 1;
  double p_adjusted = 1;
  bool significant = false;
  std::vector<double> confidence_interval;

  static constexpr auto fields() {
    return std::tuple{
        required("variables", &CorrelationTold::variables, "The two series."),
        required("coefficient", &CorrelationTold::coefficient, "Pearson's r.").between(-1, 1),
        required("p_value", &CorrelationTold::p_value, "By Student's t.").between(0, 1),
        required("p_adjusted", &CorrelationTold::p_adjusted,
                 "Among all pairs (Benjamini-Hochberg).")
            .between(0, 1),
        required("significant", &CorrelationTold::significant,
                 "Whether p_adjusted is within significance_level."),
        required("confidence_interval", &CorrelationTold::confidence_interval,
                 "Where r is with a confidence of 95 %: from, to (Fisher's z)."),
    };
  }
};

struct ChangePointTold {
  std::string variable;
  std::int64_t index = 0;
  double confidence = 0;
  statistics::ChangeType change_type = statistics::ChangeType::mean;
  std::optional<Timestamp> time;

  static constexpr auto fields() {
    return std::tuple{
        required("variable", &ChangePointTold::variable, "Which series."),
        required("index", &ChangePointTold::index, "Of the first point after the change, from 0."),
        required("confidence", &ChangePointTold::confidence,
                 "How probable it is that there is a change here (PELT, BIC).")
            .between(0, 1),
        required("change_type", &ChangePointTold::change_type, "What changed."),
        optional("time", &ChangePointTold::time, "With source: when that episode ended."),
    };
  }
};

struct TrendOfVariable {
  std::string variable;
  statistics::Direction direction = statistics::Direction::stationary;
  double slope = 0;
  double strength = 0;
  double p_value = 1;
  bool significant = false;

  static constexpr auto fields() {
    return std::tuple{
        required("variable", &TrendOfVariable::variable, "Which series."),
        required("direction", &TrendOfVariable::direction, "Stationary unless significant."),
        required("slope", &TrendOfVariable::slope, "Per point (Theil-Sen)."),
        required("strength", &TrendOfVariable::strength, "Kendall's tau without its sign.")
            .between(0, 1),
        required("p_value", &TrendOfVariable::p_value, "Of the Mann-Kendall test.").between(0, 1),
        required("significant", &TrendOfVariable::significant,
                 "Whether p_value is within significance_level."),
    };
  }
};

struct StatisticalResults {
  std::vector<CorrelationTold> correlations;
  std::vector<ChangePointTold> changepoints;
  std::vector<TrendOfVariable> trends;

  static constexpr auto fields() {
    return std::tuple{
        required("correlations", &StatisticalResults::correlations, "Of every pair of series."),
        required("changepoints", &StatisticalResults::changepoints, "In order of time."),
        required("trends", &StatisticalResults::trends, "Of every series."),
    };
  }
};

struct ForecastTold {
  std::string variable;
  std::vector<double> point_forecasts;
  std::vector<double> lower_bounds;
  std::vector<double> upper_bounds;
  double fit_quality = 0;
  std::string method;

  static constexpr auto fields() {
    return std::tuple{
        required("variable", &ForecastTold::variable, "Which series."),
        required("point_forecasts", &ForecastTold::point_forecasts, "Of the next point first."),
        required("lower_bounds", &ForecastTold::lower_bounds,
                 "With a confidence of 95 % each value is above it, and below its upper bound."),
        required("upper_bounds", &ForecastTold::upper_bounds, "As lower_bounds."),
        required("fit_quality", &ForecastTold::fit_quality,
                 "How much of the variance the past foretells, one point ahead.")
            .between(0, 1),
        required("method", &ForecastTold::method, "The exponential smoothing that fits best."),
    };
  }
};

struct AnomaliesTold {
  std::string variable;
  std::vector<std::int64_t> anomaly_indices;
  std::vector<double> anomaly_scores;
  std::string method;
  std::optional<std::vector<Timestamp>> anomaly_times;

  static constexpr auto fields() {
    return std::tuple{
        required("variable", &AnomaliesTold::variable, "Which series."),
        required("anomaly_indices", &AnomaliesTold::anomaly_indices, "In order of time, from 0."),
        required("anomaly_scores", &AnomaliesTold::anomaly_scores,
                 "Of each, how many standard deviations it lies off what was foretold."),
        required("method", &AnomaliesTold::method, "Of what, and from where on."),
        optional("anomaly_times", &AnomaliesTold::anomaly_times,
                 "With source: when those episodes ended."),
    };
  }
};

struct CausalityTold {
  std::string cause;
  std::string effect;
  std::int64_t lag = 0;
  double f_statistic = 0;
  double p_value = 1;
  double p_adjusted = 1;
  bool significant = false;

  static constexpr auto fields() {
    return std::tuple{
        required("cause", &CausalityTold::cause, "The series that may run ahead."),
        required("effect", &CausalityTold::effect, "The series that may follow."),
        required("lag", &CausalityTold::lag, "How many points back were looked at."),
        required("f_statistic", &CausalityTold::f_statistic, "Of Granger's test."),
        required("p_value", &CausalityTold::p_value, "Of that test.").between(0, 1),
        required("p_adjusted", &CausalityTold::p_adjusted,
                 "Among all pairs, both ways (Benjamini-Hochberg).")
            .between(0, 1),
        required("significant", &CausalityTold::significant,
                 "Whether p_adjusted is within significance_level."),
    };
  }
};

struct PredictiveResults {
  std::vector<ForecastTold> forecasts;
  std::vector<AnomaliesTold> anomalies;
  std::optional<std::vector<CausalityTold>> causal_relationships;

  static constexpr auto fields() {
    return std::tuple{
        required("forecasts", &PredictiveResults::forecasts, "Of every series."),
        required("anomalies", &PredictiveResults::anomalies, "Of every series."),
        optional("causal_relationships", &PredictiveResults::causal_relationships,
                 "Of every pair, both ways; absent without enable_causal_inference. What runs "
                 "ahead need not be a cause: something else may drive both."),
    };
  }
};

struct SkippedTold {
  std::optional<std::string> variable;
  statistics::Method analysis = statistics::Method::correlations;
  std::string reason;

  static constexpr auto fields() {
    return std::tuple{
        optional("variable", &SkippedTold::variable, "Which series; absent: several."),
        required("analysis", &SkippedTold::analysis, "What is not told of it."),
        required("reason", &SkippedTold::reason, "Why, and what to do about it."),
    };
  }
};

}  // namespace memory_mcp
