#include "advice/playbook.h"

#include "base/log.h"
#include "record/advice_ahead.h"
#include "tools/advice_fields.h"
#include "tools/all_tools.h"
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
  std::int64_t max_steps = 10;
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
                 "The tools that brought the task forward until now, newest last. Left out, the "
                 "steps of episode_id tell; without one, the task is at its start.")
            .length(0, static_cast<std::size_t>(limits::steps_per_episode_max))
            .each_length(1, limits::tool_name_bytes_max),
        optional("max_steps", &Arguments::max_steps, "How many steps to look ahead at most.")
            .between(1, 20),
        optional("episode_id", &Arguments::episode_id,
                 "The episode of this task: what it has done counts, and whether the playbook "
                 "helps is learnt from it.")
            .length(36, 36)
            .matching(uuid_rule),
        namespace_field(&Arguments::namespace_name),
    };
  }
};

struct ExampleTold {
  std::string episode_id;
  std::int64_t step_number = 0;
  std::string action;

  static constexpr auto fields() {
    return std::tuple{
        required("episode_id", &ExampleTold::episode_id, "A past success that did the same."),
        required("step_number", &ExampleTold::step_number, "In which of its steps."),
        required("action", &ExampleTold::action, "What was done there with the tool."),
    };
  }
};

struct StepTold {
  std::int64_t position = 0;
  std::string tool;
  double probability = 0;
  double support = 0;
  std::vector<ActionTold> otherwise;
  std::optional<ExampleTold> example;

  static constexpr auto fields() {
    return std::tuple{
        required("position", &StepTold::position, "1 is the next step."),
        required("tool", &StepTold::tool, "The tool to use."),
        required("probability", &StepTold::probability,
                 "How probably this is what comes next, when all before it was done.")
            .between(0, 1),
        required("support", &StepTold::support,
                 "How many past episodes got as far, each counted by how alike it is."),
        required("otherwise", &StepTold::otherwise, "What else it may be, at most 2."),
        optional("example", &StepTold::example, "How a similar success did it."),
    };
  }
};

struct PitfallTold {
  PitfallKind kind = PitfallKind::past_failure;
  std::string description;
  std::optional<std::string> pattern_id;
  std::optional<std::string> episode_id;

  static constexpr auto fields() {
    return std::tuple{
        required("kind", &PitfallTold::kind,
                 "way_to_avoid: goes clearly worse than usual; known_error: of one of these tools, "
                 "and what helped; past_failure: of a similar task."),
        required("description", &PitfallTold::description, "What to look out for."),
        optional("pattern_id", &PitfallTold::pattern_id, "For explain_pattern."),
        optional("episode_id", &PitfallTold::episode_id, "For get_episode."),
    };
  }
};

struct Answer {
  bool known = false;
  std::vector<StepTold> steps;
  PlaybookEnd ends = PlaybookEnd::nothing_known;
  std::vector<ActionTold> unsure_about;
  std::vector<PitfallTold> pitfalls;
  std::vector<ScoredPattern> patterns;
  BasisTold basis;
  std::int64_t similar_succeeded = 0;
  std::string message;
  std::optional<std::string> recommendation_id;

  static constexpr auto fields() {
    return std::tuple{
        required("known", &Answer::known,
                 "False: nothing like this task was recorded, and the rest is empty."),
        required("steps", &Answer::steps, "What to do, in order; each as likely as not at least."),
        required("ends", &Answer::ends,
                 "Why there are no more steps: the task is done behind the last; past tasks went "
                 "different ways from there on (unsure); max_steps; or nothing is known."),
        required("unsure_about", &Answer::unsure_about,
                 "When it ends unsure: what may come next, most probable first."),
        required("pitfalls", &Answer::pitfalls, "What went wrong before, and what helped."),
        required("patterns", &Answer::patterns, "Ways of working that went well in such tasks."),
        required("basis", &Answer::basis, "What this rests on."),
        required("similar_succeeded", &Answer::similar_succeeded,
                 "How many of the basis' episodes ended in success."),
        required("message", &Answer::message, "How far this can be relied on, in a sentence."),
        optional("recommendation_id", &Answer::recommendation_id,
                 "For record_feedback; only with an episode_id, whose steps and outcome say by "
                 "themselves whether the playbook was followed and helped."),
    };
  }
};

std::string message_of(const Playbook& playbook) {
  const std::size_t similar = playbook.basis.episode_ids.size();
  const std::string of = std::to_string(playbook.similar_succeeded) + " of the " +
                         std::to_string(similar) + " most similar episodes succeeded";
  if (playbook.ends == PlaybookEnd::nothing_known) {
    return "Nothing like this task was recorded yet: there is no playbook. Work it out, and record "
           "it as an episode, so that there is one next time.";
  }
  if (playbook.steps.empty()) {
    return "Similar tasks are known (" + of + "), but they agree on no next step.";
  }
  switch (playbook.ends) {
    case PlaybookEnd::task_is_done:
      return "A way to the end, by what similar tasks did; " + of + ".";
    case PlaybookEnd::unsure:
      return "A way to begin: behind the last step similar tasks went different ways; " + of + ".";
    case PlaybookEnd::as_long_as_asked:
    case PlaybookEnd::nothing_known:
      break;
  }
  return "The next steps, and there are more: ask again behind them; " + of + ".";
}

Answer answer_of(const Playbook& playbook) {
  Answer answer{.known = playbook.ends != PlaybookEnd::nothing_known,
                .ends = playbook.ends,
                .unsure_about = told(playbook.unsure_about),
                .patterns = told(playbook.patterns),
                .basis = told(playbook.basis),
                .similar_succeeded = static_cast<std::int64_t>(playbook.similar_succeeded),
                .message = message_of(playbook)};
  for (const PlaybookStep& step : playbook.steps) {
    StepTold one{.position = std::ssize(answer.steps) + 1,
                 .tool = step.action.tool,
                 .probability = rounded(step.action.probability),
                 .support = rounded(step.action.support),
                 .otherwise = told(step.otherwise)};
    if (step.example) {
      one.example =
          ExampleTold{step.example->episode_id, step.example->step_number, step.example->action};
    }
    answer.steps.push_back(std::move(one));
  }
  const auto some = [](const std::string& id) {
    return id.empty() ? std::nullopt : std::optional(id);
  };
  for (const auto& [kind, description, pattern_id, episode_id] : playbook.pitfalls) {
    answer.pitfalls.push_back({kind, description, some(pattern_id), some(episode_id)});
  }
  return answer;
}

// A playbook is worth having also where it cannot be written down that it was given.
std::optional<std::string> kept(Services& services, const Arguments& arguments,
                                const Playbook& playbook) {
  const auto given = recommendations_of(playbook);
  if (!arguments.episode_id || given.empty()) return std::nullopt;
  auto id = keep_advice_ahead(services.store, services.clock, arguments.namespace_name,
                              *arguments.episode_id, given);
  if (id.ok()) return id->empty() ? std::nullopt : std::optional(*std::move(id));
  log_warning("advice_not_kept", {{"why", id.error().message}});
  return std::nullopt;
}

Result<Answer> recommend(Services& services, const Arguments& arguments, const CallContext& call) {
  const Playbook playbook = TRY(
      make_playbook(services.advisor, services.store, arguments.namespace_name,
                    {.task_description = arguments.task_description,
                     .last_tools = arguments.last_tools,
                     .episode_id = arguments.episode_id,
                     .domain = arguments.domain,
                     .task_type = arguments.task_type,
                     .tags = arguments.tags,
                     .asker = call.caller.recorded_name()},
                    static_cast<std::size_t>(arguments.max_steps), {.cancelled = call.cancelled}));
  Answer answer = answer_of(playbook);
  answer.recommendation_id = kept(services, arguments, playbook);
  return answer;
}

}  // namespace

Tool recommend_playbook(Services& services) {
  return typed_tool<Arguments, Answer>(
      {.name = "recommend_playbook",
       .title = "Ask for a whole plan",
       .description =
           "An ordered plan for a task: which tools to use one after the other, as far as similar "
           "past tasks agree, each with an example; what went wrong in them; and the episodes this "
           "rests on. Call it once before the work begins, or after a resume, with the episode_id, "
           "so that it learns whether the plan helps; for the next step alone, and after "
           "surprises, recommend_patterns knows more. It is honest: known is false when nothing "
           "like the task was recorded, and the plan ends where past tasks went different ways. "
           "At most 20 steps.",
       .keywords = "plan playbook procedure runbook recipe workflow all steps checklist how to do "
                   "whole task from start to end pitfalls",
       .listed_from = ToolListing::all},
      [&services](const Arguments& arguments, CallContext& call) {
        return recommend(services, arguments, call);
      });
}

}  // namespace memory_mcp
