#include "statistics/report/series_analysis.h"

namespace memory_mcp::statistics {
namespace {

class SeriesAnalyst {
 public:
  SeriesAnalyst(std::span<const Series> all, const AnalysisOptions& options,
                const std::stop_token& cancelled)
      : all_(all), options_(options), cancelled_(cancelled) {}

  Result<SeriesAnalysis> run() && {
    if (options_.describes) TRY(describe());
    if (options_.predicts) TRY(predict());
    return std::move(analysis_);
  }

 private:
  Status describe() {
    Description& into = analysis_.description.emplace();
    TRY(go_on());
    auto correlated = correlations(all_, {.significance_level = options_.significance_level});
    into.correlations = measured(Method::correlations, std::move(correlated));
    for (std::size_t index = 0; index < all_.size(); ++index) {
      TRY(go_on());
      keep(Method::changepoints, index, change_points(all_[index], options_.significance_level),
           into.change_points);
      TRY(go_on());
      keep(Method::trends, index, trend(all_[index], options_.significance_level), into.trends);
    }
    return Done{};
  }

  Status predict() {
    Prediction& into = analysis_.prediction.emplace();
    for (std::size_t index = 0; index < all_.size(); ++index) {
      TRY(go_on());
      const auto model = exponential_smoothing(all_[index]);
      if (!model.ok()) {
        note(Method::forecasts, model.error());
        note(Method::anomalies, model.error());
        continue;
      }
      const auto values = all_[index].values;
      keep(Method::forecasts, index,
           forecast(*model, values, {.horizon = options_.forecast_horizon}), into.forecasts);
      keep(Method::anomalies, index, anomalies(*model, values, options_.anomaly_sensitivity),
           into.anomalies);
    }
    if (!options_.infers_causality) return Done{};
    TRY(go_on());
    into.causalities =
        measured(Method::causal_relationships, causalities(all_, options_.significance_level));
    return Done{};
  }

  Status go_on() const {
    if (cancelled_.stop_requested()) return Error{Fault::cancelled, "the caller gave up"};
    return Done{};
  }

  void note(Method method, const Error& why) { analysis_.unmeasured.push_back({method, why}); }

  template <typename Found>
  void keep(Method method, std::size_t index, Result<Found> found,
            std::vector<OfSeries<Found>>& into) {
    if (found.ok()) {
      into.push_back({.series = index, .found = *std::move(found)});
    } else {
      note(method, found.error());
    }
  }

  template <typename Compared>
  auto measured(Method method, Result<Compared> compared) -> decltype(compared->pairs) {
    if (!compared.ok()) {
      note(method, compared.error());
      return {};
    }
    for (const Error& why : compared->unmeasured) note(method, why);
    return std::move(compared->pairs);
  }

  std::span<const Series> all_;
  const AnalysisOptions& options_;
  const std::stop_token& cancelled_;
  SeriesAnalysis analysis_;
};

}  // namespace

Result<SeriesAnalysis> analyse(std::span<const Series> all, const AnalysisOptions& options,
                               const std::stop_token& cancelled) {
  return SeriesAnalyst(all, options, cancelled).run();
}

}  // namespace memory_mcp::statistics
