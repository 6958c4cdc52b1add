#include "tools/advice_fields.h"
#include "tools/all_tools.h"
#include "tools/shared_fields.h"

namespace memory_mcp {
namespace {

struct Arguments {
  std::string task_description;
  std::string domain;
  std::optional<TaskType> task_type;
  std::vector<std::string> tags;
  std::optional<std::vector<std::string>> last_tools;
  std::optional<std::string> episode_id;
  std::string namespace_name = default_namespace;

  static constexpr auto fields() {
    return std::tuple{
        required("task_description", &Arguments::task_description, "What is to be done.")
            .length(1, limits::task_description_bytes_max)
            .matching(not_blank_rule),
        required("domain", &Arguments::domain,
                 "The area of work. Advice rests on the description, not on this.")
            .length(1, limits::domain_bytes_max)
            .matching(label_rule),
        optional("task_type", &Arguments::task_type, "The kind of task; changes nothing yet."),
        optional("tags", &Arguments::tags, "Labels of the task; change nothing yet.")
            .length(0, limits::tags_max)
            .each_length(1, limits::tag_bytes_max),
        optional("last_tools", &Arguments::last_tools,
                 "The tools that brought the task forward until now, newest last; empty at the "
                 "start. Left out, the steps of episode_id tell.")
            .length(0, static_cast<std::size_t>(limits::steps_per_episode_max))
            .each_length(1, limits::tool_name_bytes_max),
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
  BasisTold basis;

  static constexpr auto fields() {
    return std::tuple{
        required("next_actions", &Answer::next_actions, "What comes next, most probable first."),
        required("avoid_actions", &Answer::avoid_actions,
                 "Tools that the evidence is against here; those used most otherwise first."),
        required("basis", &Answer::basis, "What this rests on."),
    };
  }
};

}  // namespace

Tool recommend_patterns(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "recommend_patterns",
       .title = "Ask for advice",
       .description =
           "Which tool to use next in a task, from what worked and failed in past episodes of "
           "such tasks. Call it before each step with the tools that brought the task forward so "
           "far."},
      [&advisor = services.advisor](const Arguments& arguments,
                                    CallContext& call) -> Result<Answer> {
        const Advice advice = TRY(advisor.advise(arguments.namespace_name,
                                                 {.task_description = arguments.task_description,
                                                  .last_tools = arguments.last_tools,
                                                  .episode_id = arguments.episode_id},
                                                 {.cancelled = call.cancelled}));
        return Answer{.next_actions = told(advice.next),
                      .avoid_actions = told(advice.avoid),
                      .basis = told(advice.basis)};
      });
}

}  // namespace memory_mcp
