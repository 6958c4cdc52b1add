#include "tools/told_analysis.h"

#include "statistics/report/number_text.h"

namespace memory_mcp {
namespace {

// Of what has no unit.
double rounded(double number) { return statistics::with_digits(number, 6); }

// Of what has the unit of the series, whose numbers may be large and close to each other.
double in_units(double number) { return statistics::with_digits(number, 12); }

std::vector<double> in_units(const std::vector<double>& numbers) {
  std::vector<double> all;
  all.reserve(numbers.size());
  for (const double number : numbers) all.push_back(in_units(number));
  return all;
}

ForecastTold told(const std::string& variable, const statistics::Forecast& forecast) {
  return {.variable = variable,
          .point_forecasts = in_units(forecast.point_forecasts),
          .lower_bounds = in_units(forecast.lower_bounds),
          .upper_bounds = in_units(forecast.upper_bounds),
          .fit_quality = rounded(forecast.fit_quality),
          .method = forecast.method};
}

AnomaliesTold told(const std::string& variable, const statistics::Anomalies& anomalies,
                   std::span<const Timestamp> times) {
  AnomaliesTold one{.variable = variable,
                    .method = "robust z above " + statistics::brief(anomalies.threshold) +
                              " of the residuals of " + anomalies.method};
  if (!times.empty()) one.anomaly_times.emplace();
  for (const auto& [index, score] : anomalies.points) {
    one.anomaly_indices.push_back(static_cast<std::int64_t>(index));
    one.anomaly_scores.push_back(rounded(score));
    if (one.anomaly_times) one.anomaly_times->push_back(times[index]);
  }
  return one;
}

}  // namespace

StatisticalResults told(const statistics::Description& description, const AnalysedSeries& series) {
  const auto name = [&](std::size_t index) { return std::string(series.all[index].name); };
  StatisticalResults results;
  for (const auto& pair : description.correlations) {
    const auto& [coefficient, p_value, interval] = pair.correlation;
    results.correlations.push_back(
        {.variables = {name(pair.first), name(pair.second)},
         .coefficient = rounded(coefficient),
         .p_value = rounded(p_value),
         .p_adjusted = rounded(pair.p_adjusted),
         .significant = pair.significant,
         .confidence_interval = {rounded(interval.low), rounded(interval.high)}});
  }
  for (const auto& [index, changes] : description.change_points) {
    for (const auto& change : changes) {
      results.changepoints.push_back({.variable = name(index),
                                      .index = static_cast<std::int64_t>(change.index),
                                      .confidence = rounded(change.confidence),
                                      .change_type = change.type});
      if (!series.times.empty()) results.changepoints.back().time = series.times[change.index];
    }
  }
  for (const auto& [index, trend] : description.trends) {
    results.trends.push_back({.variable = name(index),
                              .direction = trend.direction,
                              .slope = in_units(trend.slope),
                              .strength = rounded(trend.strength),
                              .p_value = rounded(trend.p_value),
                              .significant = trend.significant});
  }
  return results;
}

PredictiveResults told(const statistics::Prediction& prediction, const AnalysedSeries& series) {
  const auto name = [&](std::size_t index) { return std::string(series.all[index].name); };
  PredictiveResults results;
  for (const auto& [index, forecast] : prediction.forecasts) {
    results.forecasts.push_back(told(name(index), forecast));
  }
  for (const auto& [index, anomalies] : prediction.anomalies) {
    results.anomalies.push_back(told(name(index), anomalies, series.times));
  }
  if (!prediction.causalities) return results;
  results.causal_relationships.emplace();
  for (const auto& pair : *prediction.causalities) {
    results.causal_relationships->push_back({.cause = name(pair.cause),
                                             .effect = name(pair.effect),
                                             .lag = static_cast<std::int64_t>(pair.lag),
                                             .f_statistic = rounded(pair.f_statistic),
                                             .p_value = rounded(pair.p_value),
                                             .p_adjusted = rounded(pair.p_adjusted),
                                             .significant = pair.significant});
  }
  return results;
}

std::vector<SkippedTold> told(const std::vector<statistics::Unmeasured>& unmeasured) {
  std::vector<SkippedTold> all;
  all.reserve(unmeasured.size());
  for (const auto& [method, why] : unmeasured) {
    all.push_back({.variable = why.field.empty() ? std::nullopt : std::optional(why.field),
                   .analysis = method,
                   .reason = why.message});
  }
  return all;
}

}  // namespace memory_mcp
