#include "statistics/report/findings.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/describe.h"
#include "base/text.h"
#include "statistics/descriptive.h"
#include "statistics/report/number_text.h"

namespace memory_mcp::statistics {
namespace {

using std::string;

// Of a kind: more are not read.
constexpr std::size_t told_max = 3;
// Series that are so close, either way, say nearly the same.
constexpr double nearly_the_same = 0.95;
// A forecast that explains less than this tells little more than the mean would.
constexpr double hardly_explained = 0.1;

struct Finding {
  double doubt = 0;  // Those with the least are told first.
  string says;
  string advises;  // May be empty.
};

string quoted(const Series& series) { return "‘" + without_controls(series.name) + "’"; }

string from_to(double before, double after) {
  return " from " + brief(before) + " to " + brief(after);
}

string number_of(std::size_t number, std::string_view singular, std::string_view plural) {
  return std::to_string(number) + " " + string(number == 1 ? singular : plural);
}

// --- How the series are -----------------------------------------------------------------------

string mean_changed(std::span<const double> before, std::span<const double> after) {
  return "mean" + from_to(mean(before), mean(after));
}

string deviation_changed(std::span<const double> before, std::span<const double> after) {
  return "standard deviation" + from_to(std::sqrt(variance(before)), std::sqrt(variance(after)));
}

string what_changed(ChangeType type, std::span<const double> before,
                    std::span<const double> after) {
  switch (type) {
    case ChangeType::mean:
      return mean_changed(before, after);
    case ChangeType::variance:
      return deviation_changed(before, after);
    case ChangeType::both:
      return mean_changed(before, after) + " and the " + deviation_changed(before, after);
  }
  return {};
}

std::vector<Finding> changes_of(const Series& series, const std::vector<ChangePoint>& changes) {
  std::vector<Finding> found;
  for (std::size_t number = 0; number < changes.size(); ++number) {
    const ChangePoint& change = changes[number];
    const std::size_t begin = number == 0 ? 0 : changes[number - 1].index;
    const std::size_t end =
        number + 1 == changes.size() ? series.values.size() : changes[number + 1].index;
    const auto before = series.values.subspan(begin, change.index - begin);
    const auto after = series.values.subspan(change.index, end - change.index);
    const string at = " at index " + std::to_string(change.index);
    found.push_back({.doubt = 1 - change.confidence,
                     .says = quoted(series) + " changes" + at + ": the " +
                             what_changed(change.type, before, after) + " (probability " +
                             percent_text(change.confidence) + ").",
                     .advises = "Find out what happened to " + quoted(series) +
                                " just before index " + std::to_string(change.index) +
                                ", and compare only what lies on one side of it."});
  }
  return found;
}

Finding trend_finding(const Series& series, const Trend& trend) {
  const bool rises = trend.direction == Direction::increasing;
  const string evidence = " (Kendall's tau " + brief(rises ? trend.strength : -trend.strength) +
                          ", " + p_text(trend.p_value) + ").";
  if (trend.slope == 0) {
    return {.doubt = trend.p_value,
            .says = quoted(series) + " tends to " + (rises ? "rise" : "fall") +
                    ", though most of its points are equal" + evidence,
            .advises = "Look at when " + quoted(series) + " was other than usual."};
  }
  const string moves = rises ? " rises by " : " falls by ";
  const double whole = std::abs(trend.slope) * static_cast<double>(series.values.size() - 1);
  return {.doubt = trend.p_value,
          .says = quoted(series) + moves + brief(std::abs(trend.slope)) + " per point" + evidence,
          .advises = "Decide whether " + quoted(series) + " may go on " +
                     (rises ? "rising" : "falling") + ": along the slope it changed by " +
                     brief(whole) + " over its " + std::to_string(series.values.size()) +
                     " points."};
}

Finding correlation_finding(const Series& first, const Series& second,
                            const PairCorrelation& pair) {
  const double r = pair.correlation.coefficient;
  const auto [low, high] = pair.correlation.interval;
  const string both = quoted(first) + " and " + quoted(second);
  Finding found{.doubt = pair.p_adjusted,
                .says = both + (r > 0 ? " rise and fall together" : " go opposite ways") +
                        " (r = " + brief(r) + ", 95 %: " + brief(low) + " to " + brief(high) +
                        ", adjusted " + p_text(pair.p_adjusted) + ")."};
  if (std::abs(r) >= nearly_the_same) {
    found.advises =
        "Watch one of " + both + ": with r = " + brief(r) + " they say nearly the same.";
  }
  return found;
}

// --- How they go on ---------------------------------------------------------------------------

Finding causality_finding(const Series& cause, const Series& effect, const Causality& pair) {
  const string steps = number_of(pair.lag, "point", "points");
  return {
      .doubt = pair.p_adjusted,
      .says = quoted(cause) + " runs ahead of " + quoted(effect) + " by up to " + steps +
              " (F = " + brief(pair.f_statistic) + ", adjusted " + p_text(pair.p_adjusted) + ").",
      .advises = "Watch " + quoted(cause) + " to see " + quoted(effect) + " coming up to " + steps +
                 " ahead; before changing it on purpose, rule out that something else " +
                 "drives both."};
}

Finding anomalies_finding(const Series& series, const Anomalies& anomalies) {
  const Anomaly& worst = *std::ranges::max_element(anomalies.points, {}, &Anomaly::score);
  const string at = std::to_string(worst.index);
  return {.doubt = -worst.score,
          .says = quoted(series) + " has " +
                  number_of(anomalies.points.size(), "anomaly", "anomalies") +
                  ", the largest at index " + at + ": " + brief(series.values[worst.index]) + ", " +
                  brief(worst.score) + " standard deviations off what was foretold.",
          .advises = "Check what happened at index " + at + " of " + quoted(series) + "."};
}

Finding forecast_finding(const Series& series, const Forecast& forecast) {
  const string explained = percent_text(forecast.fit_quality);
  Finding found{
      .doubt = 1 - forecast.fit_quality,
      .says = quoted(series) + " is forecast to be " + brief(forecast.point_forecasts.back()) +
              " in " + number_of(forecast.point_forecasts.size(), "point", "points") + " (95 %: " +
              brief(forecast.lower_bounds.back()) + " to " + brief(forecast.upper_bounds.back()) +
              "); its past explains " + explained + " of its variance."};
  if (forecast.fit_quality < hardly_explained) {
    found.advises = "Plan with the bounds of " + quoted(series) +
                    ", not with the forecast itself: its past explains only " + explained +
                    " of its variance.";
  }
  return found;
}

// --- All together -----------------------------------------------------------------------------

class Report {
 public:
  explicit Report(std::span<const Series> all) : all_(all) {}

  void take(const Description& description) {
    has_measured_ = has_measured_ || !description.trends.empty();
    std::vector<Finding> changes;
    for (const auto& [series, found] : description.change_points) {
      std::ranges::move(changes_of(all_[series], found), std::back_inserter(changes));
    }
    tell(std::move(changes), "change", "changes");
    std::vector<Finding> trends;
    for (const auto& [series, trend] : description.trends) {
      if (trend.significant) trends.push_back(trend_finding(all_[series], trend));
    }
    tell(std::move(trends), "trend", "trends");
    std::vector<Finding> correlations;
    for (const PairCorrelation& pair : description.correlations) {
      if (!pair.significant) continue;
      correlations.push_back(correlation_finding(all_[pair.first], all_[pair.second], pair));
    }
    tell(std::move(correlations), "correlation", "correlations");
  }

  void take(const Prediction& prediction) {
    has_measured_ = has_measured_ || !prediction.forecasts.empty();
    std::vector<Finding> causalities;
    for (const Causality& pair : prediction.causalities.value_or(std::vector<Causality>{})) {
      if (!pair.significant) continue;
      causalities.push_back(causality_finding(all_[pair.cause], all_[pair.effect], pair));
    }
    tell(std::move(causalities), "series that runs ahead", "series that run ahead");
    std::vector<Finding> anomalies;
    for (const auto& [series, found] : prediction.anomalies) {
      if (!found.points.empty()) anomalies.push_back(anomalies_finding(all_[series], found));
    }
    tell(std::move(anomalies), "series with anomalies", "series with anomalies");
    std::vector<Finding> forecasts;
    for (const auto& [series, forecast] : prediction.forecasts) {
      forecasts.push_back(forecast_finding(all_[series], forecast));
    }
    tell(std::move(forecasts), "forecast", "forecasts");
  }

  void take(std::vector<Unmeasured> unmeasured) {
    // Whoever gives one series asks for no pairs.
    if (all_.size() < 2)
      std::erase_if(unmeasured, [](const auto& one) { return one.why.field.empty(); });
    if (unmeasured.empty()) return;
    const auto& [method, why] = unmeasured.front();
    findings_.recommendations.push_back(
        number_of(unmeasured.size(), "measurement was", "measurements were") +
        " not possible; of " + string(name_of(method)) + ": " + without_controls(why.message) +
        ".");
  }

  Findings done() && {
    if (findings_.key_findings.empty()) {
      findings_.key_findings.emplace_back(has_measured_
                                              ? "Nothing stands out of what chance alone would do."
                                              : "Nothing could be measured.");
    }
    return std::move(findings_);
  }

 private:
  void tell(std::vector<Finding> of_kind, std::string_view singular, std::string_view plural) {
    std::ranges::stable_sort(of_kind, {}, &Finding::doubt);
    const std::size_t told = std::min(of_kind.size(), told_max);
    for (std::size_t number = 0; number < told; ++number) {
      findings_.key_findings.push_back(std::move(of_kind[number].says));
      if (of_kind[number].advises.empty()) continue;
      findings_.recommendations.push_back(std::move(of_kind[number].advises));
    }
    if (told == of_kind.size()) return;
    findings_.key_findings.push_back(
        "Beside these: " + number_of(of_kind.size() - told, singular, plural) + ".");
  }

  std::span<const Series> all_;
  Findings findings_;
  bool has_measured_ = false;  // Trends and forecasts ask for the least.
};

}  // namespace

Findings findings_of(const SeriesAnalysis& analysis, std::span<const Series> all) {
  Report report(all);
  if (analysis.description) report.take(*analysis.description);
  if (analysis.prediction) report.take(*analysis.prediction);
  report.take(analysis.unmeasured);
  return std::move(report).done();
}

}  // namespace memory_mcp::statistics
