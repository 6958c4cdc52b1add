#include "learn/patterns/rates.h"
#include "learn/quality_report.h"
#include "statistics/report/number_text.h"
#include "statistics/series_limits.h"
#include "tools/advice_fields.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"
#include "tools/time_range.h"

namespace memory_mcp {
namespace {

constexpr int slope_digits = 6;

// What the texts below say.
static_assert(quality_threshold == 0.7 && weight_below_threshold == 0.3);

struct Arguments {
  TimeRange time_range = TimeRange::week;
  std::optional<std::string> domain;
  bool include_trends = true;
  double quality_threshold = memory_mcp::quality_threshold;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("time_range", &Arguments::time_range, "When the episodes were completed."),
        optional("domain", &Arguments::domain, "Only this area of work, in any case.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("include_trends", &Arguments::include_trends, "Whether to tell quality_trend."),
        optional("quality_threshold", &Arguments::quality_threshold,
                 "What counts as accepted here; learning itself keeps to 0.7.")
            .between(0, 1),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Bucket {
  std::string range;
  std::string label;
  std::int64_t count = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("range", &Bucket::range, "From, and up to but without; 1 is in the last one."),
        required("label", &Bucket::label, "In a word."),
        required("count", &Bucket::count, "How many scores are in it."),
    };
  }
};

struct TrendTold {
  statistics::Direction direction = statistics::Direction::stationary;
  double slope = 0;
  std::vector<double> recent_scores;
  double moving_average = 0;
  double confidence = 0;
  std::int64_t scores = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("direction", &TrendTold::direction,
                 "Stationary unless the trend is significant at 0.05 (Mann-Kendall)."),
        required("slope", &TrendTold::slope, "Per episode (Theil-Sen)."),
        required("recent_scores", &TrendTold::recent_scores, "The newest 20, oldest first."),
        required("moving_average", &TrendTold::moving_average, "Their mean; 0 without any."),
        required("confidence", &TrendTold::confidence,
                 "1 less the p-value of the trend; 0 with fewer than 3 scores.")
            .between(0, 1),
        required("scores", &TrendTold::scores, "Of how many this is: the newest, 10,000 at most."),
    };
  }
};

// What the help above says.
static_assert(limits::series_points_max == 10'000);

struct Answer {
  double average_quality_score = 0;
  std::vector<Bucket> quality_score_distribution;
  std::int64_t total_episodes_attempted = 0;
  std::int64_t episodes_accepted = 0;
  std::int64_t episodes_rejected = 0;
  double noise_reduction_rate = 0;
  std::optional<TrendTold> quality_trend;
  std::vector<std::string> recommendations;
  TimeRange time_period = TimeRange::week;
  double quality_threshold = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("average_quality_score", &Answer::average_quality_score, "0 without episodes.")
            .between(0, 1),
        required("quality_score_distribution", &Answer::quality_score_distribution,
                 "Five equally wide buckets."),
        required("total_episodes_attempted", &Answer::total_episodes_attempted,
                 "Completed in this time; only these have a score."),
        required("episodes_accepted", &Answer::episodes_accepted,
                 "Those with quality_threshold or more."),
        required("episodes_rejected", &Answer::episodes_rejected,
                 "Those below. They are kept and found like any other. Patterns count as three "
                 "tenths of an episode what would be below 0.7 even if it were the first of its "
                 "kind."),
        required("noise_reduction_rate", &Answer::noise_reduction_rate,
                 "The share of those below; 0 without episodes.")
            .between(0, 1),
        optional("quality_trend", &Answer::quality_trend, "In the order of completion."),
        required("recommendations", &Answer::recommendations, "What to do about it."),
        required("time_period", &Answer::time_period, "When these were completed."),
        required("quality_threshold", &Answer::quality_threshold, "What was accepted."),
    };
  }
};

std::vector<Bucket> told(const std::array<std::size_t, quality_buckets>& counts) {
  constexpr std::array<std::array<const char*, 2>, quality_buckets> names{{
      {"0.0-0.2", "very low"},
      {"0.2-0.4", "low"},
      {"0.4-0.6", "medium"},
      {"0.6-0.8", "high"},
      {"0.8-1.0", "very high"},
  }};
  std::vector<Bucket> buckets;
  for (std::size_t index = 0; index < counts.size(); ++index) {
    const auto& [range, label] = names[index];
    buckets.push_back({range, label, static_cast<std::int64_t>(counts[index])});
  }
  return buckets;
}

TrendTold told(const QualityTrend& found) {
  TrendTold trend{.direction = found.trend.direction,
                  .slope = statistics::with_digits(found.trend.slope, slope_digits),
                  .moving_average = rounded(found.moving_average),
                  .confidence = rounded(1 - found.trend.p_value),
                  .scores = static_cast<std::int64_t>(found.scores)};
  for (const double score : found.recent) trend.recent_scores.push_back(rounded(score));
  return trend;
}

Answer answer_of(std::span<const double> scores, const Arguments& arguments) {
  const QualityReport report = quality_report(scores, arguments.quality_threshold);
  const auto episodes = static_cast<std::int64_t>(report.episodes);
  const auto rejected = static_cast<std::int64_t>(report.below_threshold);
  Answer answer{.average_quality_score = rounded(report.average),
                .quality_score_distribution = told(report.counts),
                .total_episodes_attempted = episodes,
                .episodes_accepted = episodes - rejected,
                .episodes_rejected = rejected,
                .noise_reduction_rate = rounded(report.share_below()),
                .recommendations = quality_advice(report, arguments.quality_threshold),
                .time_period = arguments.time_range,
                .quality_threshold = arguments.quality_threshold};
  if (!arguments.include_trends) return answer;
  const QualityTrend trend = quality_trend(scores);
  answer.quality_trend = told(trend);
  std::ranges::move(quality_advice(trend), std::back_inserter(answer.recommendations));
  return answer;
}

}  // namespace

Tool quality_metrics(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "quality_metrics",
       .title = "How good the records are",
       .description =
           "How much can be learnt from the episodes that were recorded: their quality scores, how "
           "many are good enough, whether they get better, and how to record better. A low score "
           "says that a record is thin, not that the task went badly.",
       .keywords =
           "record well badly good bad quality noise improve completeness assessment over time"},
      [&advisor = services.advisor, &clock = services.clock](const Arguments& arguments,
                                                             CallContext&) -> Result<Answer> {
        const EpisodeSeries scores = TRY(advisor.series(
            arguments.namespace_name,
            [](const PastEpisode& episode) { return std::optional(episode.quality); },
            {.domain = arguments.domain, .since = since(arguments.time_range, clock.now())}));
        return answer_of(scores.values, arguments);
      });
}

}  // namespace memory_mcp
