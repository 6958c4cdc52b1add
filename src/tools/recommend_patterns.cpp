#include <algorithm>

#include "base/log.h"
#include "tools/advice_fields.h"
#include "tools/all_tools.h"
#include "tools/audited.h"
#include "tools/scored_pattern_fields.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string task_description;
  std::string domain;
  std::optional<TaskType> task_type;
  std::vector<std::string> tags;
  std::optional<std::vector<std::string>> last_tools;
  std::int64_t limit = 3;
  std::optional<std::string> episode_id;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("task_description", &Arguments::task_description, "What is to be done.")
            .length(1, limits::task_description_bytes_max)
            .matching(not_blank_rule),
        required("domain", &Arguments::domain, "The area of work: its patterns are preferred.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type,
                 "The kind of task: its patterns are preferred."),
        optional("tags", &Arguments::tags,
                 "Labels of the task: patterns of episodes with them are preferred.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("last_tools", &Arguments::last_tools,
                 "The tools that brought the task forward until now, newest last; empty at the "
                 "start. Left out, the steps of episode_id tell.")
            .length(0, static_cast<std::size_t>(limits::steps_per_episode_max))
            .each_length(1, limits::tool_name_bytes_max),
        optional("limit", &Arguments::limit, "How many patterns to return at most.")
            .between(1, static_cast<double>(limits::recommended_patterns_max)),
        optional("episode_id", &Arguments::episode_id,
                 "The episode of this task: what it has tried counts, and whether the advice "
                 "helps is learnt from it.")
            .length(36, 36)
            .matching(uuid_rule),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct Answer {
  std::vector<ActionTold> next_actions;
  std::vector<ActionTold> avoid_actions;
  std::vector<ScoredPattern> results;
  std::vector<ScoredPattern> avoid;
  BasisTold basis;
  std::optional<std::string> recommendation_id;

  static constexpr auto fields() {
    return std::tuple{
        required("next_actions", &Answer::next_actions, "What comes next, most probable first."),
        required("avoid_actions", &Answer::avoid_actions,
                 "Tools that the evidence is against here; those used most otherwise first."),
        required("results", &Answer::results,
                 "Ways of working that went well in such tasks, and what helped against the error "
                 "of the last step; established ones first."),
        required("avoid", &Answer::avoid, "Ways of working that went clearly worse than usual."),
        required("basis", &Answer::basis, "What this rests on."),
        optional("recommendation_id", &Answer::recommendation_id,
                 "For record_feedback. With an episode_id none is needed: whether this is followed "
                 "is seen in its steps, and whether it helps in its outcome. Absent when there is "
                 "nothing to follow."),
    };
  }
};

Status check_last_tools(const Arguments& arguments) {
  if (!arguments.last_tools) return Done{};
  if (std::ranges::find(*arguments.last_tools, end_of_task) == arguments.last_tools->end()) {
    return Done{};
  }
  return invalid_argument("last_tools",
                          "<end> stands for the end of the task and is no tool; leave it out");
}

Question question_of(const Arguments& arguments, const Principal& caller) {
  return {.task_description = arguments.task_description,
          .last_tools = arguments.last_tools,
          .episode_id = arguments.episode_id,
          .step_to_come = std::nullopt,
          .patterns_max = static_cast<std::size_t>(arguments.limit),
          .domain = arguments.domain,
          .task_type = arguments.task_type,
          .tags = arguments.tags,
          .asker = caller.recorded_name()};
}

// Advice is worth having also where it cannot be written down that it was given.
std::optional<std::string> kept(Recorder& recorder, const Arguments& arguments,
                                const Advice& advice) {
  const Recommendation given = recommendation_of(advice);
  if (given.tools.empty() && given.patterns.empty()) return std::nullopt;
  auto id = recorder.keep_advice(arguments.namespace_name, arguments.episode_id, given);
  if (id.ok()) return *std::move(id);
  log_warning("advice_not_kept", {{"why", id.error().message}});
  return std::nullopt;
}

}  // namespace

Tool recommend_patterns(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "recommend_patterns",
       .title = "Ask for advice",
       .description =
           "Which tool to use next in a task, and which ways of working to follow or to avoid, "
           "from what worked and failed in past episodes of such tasks. Call it before each step "
           "with the tools that brought the task forward so far, and with the episode_id, so that "
           "it learns whether its advice helps.",
       .keywords = "what should I do next suggest suggestion hint guidance plan best tool how to "
                   "proceed stuck which",
       .listed_from = ToolListing::core},
      [&advisor = services.advisor, &recorder = services.recorder](
          const Arguments& arguments, CallContext& call) -> Result<Answer> {
        TRY(check_last_tools(arguments));
        const Advice advice =
            TRY(advisor.advise(arguments.namespace_name, question_of(arguments, call.caller),
                               {.cancelled = call.cancelled}));
        return Answer{.next_actions = told(advice.next),
                      .avoid_actions = told(advice.avoid),
                      .results = told(advice.patterns.follow),
                      .avoid = told(advice.patterns.avoid),
                      .basis = told(advice.basis),
                      .recommendation_id = kept(recorder, arguments, advice)};
      });
}

}  // namespace memory_mcp
