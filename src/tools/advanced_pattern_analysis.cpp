#include <map>

#include "statistics/report/certainty.h"
#include "statistics/report/findings.h"
#include "statistics/report/number_text.h"
#include "statistics/series_limits.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"
#include "tools/time_range.h"
#include "tools/told_analysis.h"

namespace memory_mcp {
namespace {

enum class AnalysisType { statistical, predictive, comprehensive };

constexpr auto names_of(AnalysisType) {
  using namespace std::literals;
  return std::array{std::pair{AnalysisType::statistical, "statistical"sv},
                    std::pair{AnalysisType::predictive, "predictive"sv},
                    std::pair{AnalysisType::comprehensive, "comprehensive"sv}};
}

struct Config {
  double significance_level = 0.05;
  std::int64_t forecast_horizon = 10;
  double anomaly_sensitivity = 0.5;
  bool enable_causal_inference = true;

  static constexpr auto fields() {
    return std::tuple{
        optional("significance_level", &Config::significance_level,
                 "How probable a significant finding may be where there is nothing.")
            .between(0, 1),
        optional("forecast_horizon", &Config::forecast_horizon, "How many points to foretell.")
            .between(1, limits::forecast_horizon_max),
        optional("anomaly_sensitivity", &Config::anomaly_sensitivity,
                 "0: only what lies six standard deviations off; 1: what lies two off, too.")
            .between(0, 1),
        optional("enable_causal_inference", &Config::enable_causal_inference,
                 "Whether to test which series runs ahead of which."),
    };
  }
};

struct Arguments {
  AnalysisType analysis_type = AnalysisType::comprehensive;
  std::optional<std::map<std::string, std::vector<double>>> time_series_data;
  std::optional<Measure> source;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::optional<TimeRange> time_range;
  Config config;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("analysis_type", &Arguments::analysis_type,
                 "statistical: correlations, change points, trends; predictive: forecasts, "
                 "anomalies, what runs ahead of what; comprehensive: both."),
        optional("time_series_data", &Arguments::time_series_data,
                 "Series by name, each with its numbers at equal distances in time, oldest first; "
                 "20,000 numbers in all. Either this or source.")
            .length(1, limits::series_at_once_max)
            .each_length(statistics::trend_points_min, limits::series_points_max)
            .each_key_length(1, limits::series_name_bytes_max)
            .between(-limits::series_magnitude_max, limits::series_magnitude_max),
        optional("source", &Arguments::source,
                 "Analyses this memory's own episodes instead, in the order of completion."),
        optional("domain", &Arguments::domain, "With source: only this area of work, in any case.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "With source: only this kind of task."),
        optional("time_range", &Arguments::time_range,
                 "With source: when the episodes were completed; 7d by default."),
        optional("config", &Arguments::config, "How to analyse."),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

// What the help above and below says.
static_assert(limits::series_points_together_max == 20'000);
static_assert(limits::series_points_max == 10'000);

struct SourceTold {
  Measure measure = Measure::reward;
  std::int64_t points = 0;
  std::int64_t older_left_out = 0;
  std::int64_t unmeasured = 0;
  std::optional<Timestamp> first;
  std::optional<Timestamp> last;

  static constexpr auto fields() {
    return std::tuple{
        required("measure", &SourceTold::measure, "What was measured of each episode."),
        required("points", &SourceTold::points, "Episodes that were analysed."),
        required("older_left_out", &SourceTold::older_left_out,
                 "Older ones beyond 10,000, which were not."),
        required("unmeasured", &SourceTold::unmeasured,
                 "Episodes that do not say: no step told its latency."),
        optional("first", &SourceTold::first, "When the first of them ended."),
        optional("last", &SourceTold::last, "When the last of them ended."),
    };
  }
};

struct Summary {
  std::vector<std::string> key_findings;
  std::vector<std::string> recommendations;
  double confidence_level = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("key_findings", &Summary::key_findings, "By kind, the surest of each first."),
        required("recommendations", &Summary::recommendations, "What to do about them."),
        required("confidence_level", &Summary::confidence_level,
                 "The share of all that was found (significant tests, change points, anomalies, "
                 "bounds of forecasts) which is expected to be true: 1 less their false discovery "
                 "rate; 0 when nothing was found.")
            .between(0, 1),
    };
  }
};

struct Performance {
  double total_time_ms = 0;

  static constexpr auto fields() {
    return std::tuple{required("total_time_ms", &Performance::total_time_ms, "How long it took.")};
  }
};

struct Answer {
  std::optional<StatisticalResults> statistical_results;
  std::optional<PredictiveResults> predictive_results;
  Summary summary;
  std::vector<SkippedTold> skipped;
  std::optional<SourceTold> source;
  Performance performance;

  static constexpr auto fields() {
    return std::tuple{
        optional("statistical_results", &Answer::statistical_results,
                 "How the series are; absent when predictive."),
        optional("predictive_results", &Answer::predictive_results,
                 "How they go on; absent when statistical."),
        required("summary", &Answer::summary, "What it comes to."),
        required("skipped", &Answer::skipped, "What could not be measured, and why."),
        optional("source", &Answer::source, "With source: which episodes these were."),
        required("performance", &Answer::performance, "What it took."),
    };
  }
};

// What is to be analysed.
struct Given {
  std::map<std::string, std::vector<double>> values;
  std::vector<Timestamp> times;  // With a source.
  std::optional<SourceTold> source;

  std::vector<statistics::Series> series() const {
    std::vector<statistics::Series> all;
    for (const auto& [name, numbers] : values) all.push_back({.name = name, .values = numbers});
    return all;
  }
};

Status check_data(const Arguments& arguments) {
  if (arguments.source) {
    return invalid_argument("source", "time_series_data was given, too: leave one of the two out");
  }
  const auto refuse_without_source = [](const char* field, bool is_given) -> Status {
    if (!is_given) return Done{};
    return invalid_argument(field, "chooses among episodes, which need source: leave it out");
  };
  TRY(refuse_without_source("domain", arguments.domain.has_value()));
  TRY(refuse_without_source("task_type", arguments.task_type.has_value()));
  TRY(refuse_without_source("time_range", arguments.time_range.has_value()));
  std::size_t points = 0;
  for (const auto& [name, numbers] : *arguments.time_series_data) points += numbers.size();
  if (points <= limits::series_points_together_max) return Done{};
  return invalid_argument("time_series_data",
                          "has " + std::to_string(points) + " numbers in all, and " +
                              std::to_string(limits::series_points_together_max) +
                              " are analysed at once: give fewer series, a shorter time, or means "
                              "of several points");
}

// The newest episodes, as many as are analysed at once.
Given newest_of(EpisodeSeries past, Measure measure) {
  const std::size_t left_out = keep_newest(past, limits::series_points_max);
  SourceTold source{.measure = measure,
                    .points = std::ssize(past.values),
                    .older_left_out = static_cast<std::int64_t>(left_out),
                    .unmeasured = static_cast<std::int64_t>(past.unmeasured)};
  if (!past.times.empty()) {
    source.first = past.times.front();
    source.last = past.times.back();
  }
  Given given{.times = std::move(past.times), .source = source};
  given.values.emplace(name_of(measure), std::move(past.values));
  return given;
}

Result<Given> given_by(const Arguments& arguments, Advisor& advisor, const Clock& clock) {
  if (arguments.time_series_data) {
    TRY(check_data(arguments));
    return Given{.values = *arguments.time_series_data};
  }
  if (!arguments.source) {
    return invalid_argument("time_series_data",
                            "is missing: give series of numbers, or name a source to analyse this "
                            "memory's own episodes");
  }
  const Measure measure = *arguments.source;
  const TimeRange range = arguments.time_range.value_or(TimeRange::week);
  auto past =
      TRY(advisor.series(arguments.namespace_name,
                         [=](const PastEpisode& episode) { return measured(episode, measure); },
                         {.domain = arguments.domain,
                          .task_type = arguments.task_type,
                          .since = since(range, clock.now())}));
  return newest_of(std::move(past), measure);
}

statistics::AnalysisOptions options_of(const Arguments& arguments) {
  const Config& config = arguments.config;
  return {.describes = arguments.analysis_type != AnalysisType::predictive,
          .predicts = arguments.analysis_type != AnalysisType::statistical,
          .infers_causality = config.enable_causal_inference,
          .significance_level = config.significance_level,
          .forecast_horizon = static_cast<std::size_t>(config.forecast_horizon),
          .anomaly_sensitivity = config.anomaly_sensitivity};
}

Answer answer_of(const statistics::SeriesAnalysis& analysis, const AnalysedSeries& series) {
  Answer answer{.skipped = told(analysis.unmeasured)};
  if (analysis.description) answer.statistical_results = told(*analysis.description, series);
  if (analysis.prediction) answer.predictive_results = told(*analysis.prediction, series);
  auto findings = statistics::findings_of(analysis, series.all);
  const double certainty = statistics::share_expected_true(analysis, series.all);
  answer.summary = {.key_findings = std::move(findings.key_findings),
                    .recommendations = std::move(findings.recommendations),
                    .confidence_level = statistics::with_digits(certainty, 6)};
  return answer;
}

}  // namespace

Tool advanced_pattern_analysis(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "advanced_pattern_analysis",
       .title = "Analyse series of numbers",
       .description =
           "Statistics over series of numbers, yours or what this memory's own episodes measured: "
           "what belongs together, what changed and when, where it goes, what does not fit, and "
           "which series runs ahead of which. For what worked in tasks, ask analyze_patterns.",
       .keywords = "forecast predict trend anomaly outlier correlation statistical time series "
                   "future numbers regression change point causal"},
      [&advisor = services.advisor, &clock = services.clock](const Arguments& arguments,
                                                             CallContext& call) -> Result<Answer> {
        const auto started = std::chrono::steady_clock::now();
        const Given given = TRY(given_by(arguments, advisor, clock));
        const auto all = given.series();
        const auto analysis = TRY(statistics::analyse(all, options_of(arguments), call.cancelled));
        Answer answer = answer_of(analysis, {.all = all, .times = given.times});
        answer.source = given.source;
        answer.performance.total_time_ms =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started)
                .count();
        return answer;
      });
}

}  // namespace memory_mcp
