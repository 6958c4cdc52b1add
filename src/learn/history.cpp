#include "learn/history.h"

#include <algorithm>

#include "learn/error_signature.h"

namespace memory_mcp {

std::vector<NameId> advancing_tools(const PastEpisode& episode) {
  std::vector<NameId> tools;
  for (const PastStep& step : episode.steps) {
    if (!step.failed()) tools.push_back(step.tool);
  }
  return tools;
}

bool is_done(const PastEpisode& episode) { return episode.outcome == OutcomeType::success; }

void History::put(Row row, const Episode& episode) {
  uncount(row);
  PastEpisode& past = episodes_[row];
  row_of_id_[episode.id] = row;
  past.id = episode.id;
  past.domain = episode.context.domain;
  past.task_type = episode.task_type;
  past.complexity = episode.context.complexity;
  past.language = episode.context.language;
  past.framework = episode.context.framework;
  past.tags = episode.context.tags;
  past.outcome = episode.outcome ? std::optional(episode.outcome->type) : std::nullopt;
  past.success = episode.reward ? episode.reward->outcome : 0;
  past.reward = episode.reward_score.value_or(0);
  past.quality = episode.quality_score.value_or(0);
  past.start_time = episode.start_time;
  past.end_time = episode.end_time.value_or(episode.start_time);
  if (past.is_completed()) unsettled_.insert(row);
}

void History::put(Row row, const Step& step) {
  const auto found = episodes_.find(row);
  if (found == episodes_.end()) return;  // Its episode could not be read.
  auto& steps = found->second.steps;
  const auto at = std::ranges::lower_bound(steps, step.step_number, {}, &PastStep::step_number);
  if (at != steps.end() && at->step_number == step.step_number) return;
  uncount(row);
  PastStep past{.step_number = step.step_number, .tool = tools_.add(step.tool)};
  if (step.result) {
    past.result = step.result->type;
    if (past.failed() && step.result->message) {
      const std::string signature = error_signature(*step.result->message);
      if (!signature.empty()) past.error = errors_.add(signature);
    }
  }
  steps.insert(at, past);
  if (found->second.is_completed()) unsettled_.insert(row);
}

void History::remove(Row row) {
  const auto found = episodes_.find(row);
  if (found == episodes_.end()) return;
  uncount(row);
  unsettled_.erase(row);
  // An id may have been given again meanwhile.
  const auto named = row_of_id_.find(found->second.id);
  if (named != row_of_id_.end() && named->second == row) row_of_id_.erase(named);
  episodes_.erase(found);
}

void History::settle() {
  for (const Row row : unsettled_) {
    const PastEpisode& episode = episodes_.at(row);
    next_tools_.add(advancing_tools(episode), is_done(episode));
    counted_.insert(row);
  }
  unsettled_.clear();
}

void History::uncount(Row row) {
  if (counted_.erase(row) == 0) return;
  const PastEpisode& episode = episodes_.at(row);
  next_tools_.remove(advancing_tools(episode), is_done(episode));
}

const PastEpisode* History::find(std::string_view id) const {
  const auto row = row_of_id_.find(std::string(id));
  return row == row_of_id_.end() ? nullptr : &episodes_.at(row->second);
}

}  // namespace memory_mcp
