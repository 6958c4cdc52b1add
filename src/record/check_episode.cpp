#include "record/check_episode.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "record/outcome_rules.h"
#include "record/tags.h"

namespace memory_mcp {
namespace {

Status require(bool holds, const char* field, std::string what) {
  if (holds) return Done{};
  return invalid_argument(field, std::move(what));
}

Status check_writers(const Episode& episode) {
  std::set<std::string_view> writers{writer_of(episode)};
  for (const std::string& other : episode.other_writers) {
    TRY(require(writers.insert(other).second, "other_writers",
                "are others than the writer, each once"));
  }
  return Done{};
}

// What only a completed episode has: all of it, or none.
Status check_completion(const Episode& episode) {
  const bool completed = episode.status == EpisodeStatus::completed;
  const bool has[] = {episode.outcome.has_value(),     episode.end_time.has_value(),
                      episode.duration_ms.has_value(), episode.reward_score.has_value(),
                      episode.reward.has_value(),      episode.quality_score.has_value()};
  TRY(require(episode.outcome.has_value() == completed, "outcome",
              "belongs to a completed episode, and only to one"));
  for (const bool one : has) {
    TRY(require(one == completed, "status",
                "a completed episode has an outcome, end_time, duration_ms and scores; an open one "
                "has none of them"));
  }
  if (!completed) return Done{};
  return require(*episode.end_time >= episode.start_time &&
                     *episode.duration_ms == episode.end_time->ms - episode.start_time.ms,
                 "duration_ms", "must be the time from start_time to end_time");
}

Status check_order(const std::vector<Step>& steps) {
  const auto out_of_order = std::ranges::adjacent_find(
      steps, [](const Step& a, const Step& b) { return a.step_number >= b.step_number; });
  return require(out_of_order == steps.end(), "steps", "the step numbers must grow");
}

Status check_tools(const std::vector<Step>& steps) {
  const bool has_end = std::ranges::find(steps, end_of_task, &Step::tool) != steps.end();
  return require(!has_end, "steps.tool",
                 "<end> stands for the end of a task: name the tool otherwise");
}

}  // namespace

Status check_episode(const Episode& episode) {
  const auto tags = TRY(normal_tags(episode.context.tags));
  TRY(require(tags == episode.context.tags, "tags",
              "must be normal: lower case, sorted, each once"));
  TRY(check_writers(episode));
  TRY(check_order(episode.steps));
  TRY(check_tools(episode.steps));
  TRY(check_completion(episode));
  if (episode.outcome) TRY(check_outcome(*episode.outcome));
  return Done{};
}

}  // namespace memory_mcp
