#include "learn/patterns/rates.h"
#include "tools/advice_fields.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"
#include "tools/time_range.h"

namespace memory_mcp {
namespace {

struct Arguments {
  TimeRange time_range = TimeRange::all;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::int64_t points = 20;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        optional("time_range", &Arguments::time_range, "When the episodes were completed."),
        optional("domain", &Arguments::domain, "Only this area of work, in any case.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "Only this kind of task."),
        optional("points", &Arguments::points,
                 "Into how many points the episodes are gathered; the fewer, the surer each is.")
            .between(1, static_cast<double>(limits::learning_curve_points_max)),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct PointTold {
  Timestamp from;
  Timestamp to;
  std::int64_t episodes = 0;
  double success_rate = 0;
  std::vector<double> success_interval;
  double average_reward = 0;
  double average_steps = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("from", &PointTold::from, "When the first of its episodes ended."),
        required("to", &PointTold::to, "When the last of them ended."),
        required("episodes", &PointTold::episodes, "How many they are."),
        required("success_rate", &PointTold::success_rate, "The share of them that is a success.")
            .between(0, 1),
        required("success_interval", &PointTold::success_interval,
                 "Where the true rate is with a probability of 90 %: from, to."),
        required("average_reward", &PointTold::average_reward, "How well they went, 0..1.")
            .between(0, 1),
        required("average_steps", &PointTold::average_steps, "How many steps they took."),
    };
  }
};

struct Answer {
  std::int64_t total_episodes = 0;
  std::vector<PointTold> points;

  static constexpr auto fields() {
    return std::tuple{
        required("total_episodes", &Answer::total_episodes, "Completed episodes of all points."),
        required("points", &Answer::points,
                 "Oldest first, each of as many episodes, give or take one; fewer points where "
                 "there are fewer episodes."),
    };
  }
};

Answer answer_of(const std::vector<CurvePoint>& curve) {
  Answer answer;
  for (const CurvePoint& point : curve) {
    const auto episodes = static_cast<std::int64_t>(point.episodes);
    answer.total_episodes += episodes;
    answer.points.push_back({.from = point.first,
                             .to = point.last,
                             .episodes = episodes,
                             .success_rate = rounded(point.success_rate),
                             .success_interval = {rounded(point.success_interval.low),
                                                  rounded(point.success_interval.high)},
                             .average_reward = rounded(point.average_reward),
                             .average_steps = rounded(point.average_steps)});
  }
  return answer;
}

}  // namespace

Tool learning_curve(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "learning_curve",
       .title = "Whether work gets better",
       .description =
           "How well completed tasks went over time: rate of success, reward and steps of episodes "
           "that ended one after the other, oldest first. For tests of trends and forecasts, ask "
           "advanced_pattern_analysis.",
       .keywords = "improve improving progress over time learning history of success rate reward",
       .listed_from = ToolListing::all},
      [&advisor = services.advisor, &clock = services.clock](const Arguments& arguments,
                                                             CallContext&) -> Result<Answer> {
        return answer_of(
            TRY(advisor.learning_curve(arguments.namespace_name,
                                       {.domain = arguments.domain,
                                        .task_type = arguments.task_type,
                                        .since = since(arguments.time_range, clock.now())},
                                       static_cast<std::size_t>(arguments.points))));
      });
}

}  // namespace memory_mcp
