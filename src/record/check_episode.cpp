#include "record/check_episode.h"

#include "base/id.h"
#include "base/limits.h"
#include "base/text.h"
#include "record/outcome_rules.h"
#include "record/tags.h"

namespace memory_mcp {
namespace {

Status require(bool holds, const char* field, const std::string& what) {
  if (holds) return Done{};
  return invalid_argument(field, std::string(field) + ": " + what);
}

Status check_size(const char* field, const std::string& text, std::size_t bytes_max) {
  return require(!is_blank(text) && text.size() <= bytes_max, field,
                 "has " + std::to_string(text.size()) + " bytes; 1 to " +
                     std::to_string(bytes_max) + " are allowed, not only spaces");
}

Status check_steps(const std::vector<Step>& steps) {
  TRY(require(std::ssize(steps) <= limits::steps_per_episode_max, "steps",
              "has " + std::to_string(steps.size()) + "; at most " +
                  std::to_string(limits::steps_per_episode_max) + " are allowed"));
  std::int64_t previous = 0;
  for (const auto& step : steps) {
    TRY(require(step.step_number > previous && step.step_number <= limits::step_number_max, "steps",
                "the numbers must grow from 1; got " + std::to_string(step.step_number) +
                    " after " + std::to_string(previous)));
    previous = step.step_number;
    TRY(check_size("steps.tool", step.tool, limits::tool_name_bytes_max));
    TRY(check_size("steps.action", step.action, limits::action_bytes_max));
    const std::size_t parameters = step.parameters ? step.parameters->text.size() : 0;
    TRY(require(parameters <= limits::parameters_bytes_max, "steps.parameters", "too large"));
  }
  return Done{};
}

}  // namespace

Status check_episode(const Episode& episode) {
  TRY(require(is_uuid(episode.id), "id", "expected a UUID in lower case"));
  TRY(check_size("task_description", episode.task_description, limits::task_description_bytes_max));
  TRY(check_size("domain", episode.context.domain, limits::domain_bytes_max));
  const auto tags = TRY(normal_tags(episode.context.tags));
  TRY(require(tags == episode.context.tags && tags.size() <= limits::tags_max, "tags",
              "must be normal: lower case, sorted, each once, at most " +
                  std::to_string(limits::tags_max)));
  TRY(check_steps(episode.steps));
  const bool completed = episode.status == EpisodeStatus::completed;
  TRY(require(completed == episode.outcome.has_value(), "outcome",
              "belongs to a completed episode, and only to one"));
  TRY(require(completed == (episode.end_time && episode.duration_ms && episode.reward_score &&
                            episode.reward && episode.quality_score),
              "status", "a completed episode has end_time, duration_ms and scores"));
  if (episode.outcome) TRY(check_outcome(*episode.outcome));
  return Done{};
}

}  // namespace memory_mcp
