#include "record/check_episode.h"

#include <algorithm>

#include "record/outcome_rules.h"
#include "record/tags.h"

namespace memory_mcp {
namespace {

Status require(bool holds, const char* field, const std::string& what) {
  if (holds) return Done{};
  return invalid_argument(field, std::string(field) + ": " + what);
}

Status check_order(const std::vector<Step>& steps) {
  const auto out_of_order = std::ranges::adjacent_find(
      steps, [](const Step& a, const Step& b) { return a.step_number >= b.step_number; });
  return require(out_of_order == steps.end(), "steps", "the step numbers must grow");
}

}  // namespace

Status check_episode(const Episode& episode) {
  const auto tags = TRY(normal_tags(episode.context.tags));
  TRY(require(tags == episode.context.tags, "tags",
              "must be normal: lower case, sorted, each once"));
  TRY(check_order(episode.steps));
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
