#include "learn/history.h"

#include <algorithm>

#include "learn/error_signature.h"
#include "learn/lesson.h"
#include "learn/quality.h"

namespace memory_mcp {
namespace {

// Forecasts are measured on so many episodes: the newest, as agents and tasks change.
constexpr std::size_t taught_max = 300;

}  // namespace

bool is_done(const PastEpisode& episode) { return episode.outcome == OutcomeType::success; }

bool shows_its_end(const PastEpisode& episode) {
  return is_done(episode) && !episode.steps.empty();
}

void History::put(Row row, const Episode& episode) {
  uncount(row);
  PastEpisode& past = episodes_[row];
  row_of_id_[episode.id] = row;
  past.row = row;
  past.id = episode.id;
  past.writer = writers_.add(writer_of(episode));
  past.other_writers.clear();
  for (const std::string& other : episode.other_writers) {
    past.other_writers.push_back(writers_.add(other));
  }
  past.domain = episode.context.domain;
  past.task_type = episode.task_type;
  past.complexity = episode.context.complexity;
  past.language = episode.context.language;
  past.framework = episode.context.framework;
  past.tags = episode.context.tags;
  past.task_words = task_words(episode.task_description, words_);
  past.outcome = episode.outcome ? std::optional(episode.outcome->type) : std::nullopt;
  past.success = episode.reward ? episode.reward->outcome : 0;
  past.quality = episode.quality_score.value_or(0);
  past.quality_as_evidence = quality_as_evidence(episode);
  past.reward = episode.reward_score.value_or(0);
  past.duration_ms = episode.duration_ms.value_or(0);
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
  PastStep past{.step_number = step.step_number, .tool = tool_number(step.tool)};
  if (step.result) {
    past.result = step.result->type;
    if (past.failed() && step.result->message) past.error = error_number(*step.result->message);
  }
  if (step.latency_ms) {
    auto& sum = found->second.tool_latency_ms;
    sum = sum.value_or(0) + *step.latency_ms;
  }
  steps.insert(at, past);
  if (found->second.is_completed()) unsettled_.insert(row);
}

void History::put(Row row, const Recommendation& recommendation) {
  if (row == 0) return advice_.put_loose(recommendation);
  const auto found = episodes_.find(row);
  if (found == episodes_.end()) return;  // Its episode could not be read.
  uncount(row);
  for (const std::string& tool : recommendation.tools) tool_number(tool);
  for (const auto& pattern : recommendation.patterns) {
    for (const std::string& tool : pattern.path) tool_number(tool);
  }
  advice_.put(row, recommendation, tools_);
  if (found->second.is_completed()) unsettled_.insert(row);
}

void History::remove(Row row) {
  const auto found = episodes_.find(row);
  if (found == episodes_.end()) return;
  uncount(row);
  unsettled_.erase(row);
  advice_.remove(row);
  // An id may have been given again meanwhile.
  const auto named = row_of_id_.find(found->second.id);
  if (named != row_of_id_.end() && named->second == row) row_of_id_.erase(named);
  episodes_.erase(found);
}

void History::settle() {
  for (const Row row : unsettled_) {
    PastEpisode& episode = episodes_.at(row);
    for (PastStep& step : episode.steps) step.advanced = !step.failed();
    advice_.mark(episode);
    count(row, episode);
  }
  unsettled_.clear();
}

void History::count(Row row, PastEpisode& episode) {
  episode.path.clear();
  for (const PastStep& step : episode.steps) {
    if (step.advanced) episode.path.push_back(step.tool);
  }
  next_tools_.add(episode.path, shows_its_end(episode), episode.writer);
  patterns_.put(row, episode, {tools_, errors_});
  habits_.put(episode);
  advice_.count(episode);
  counted_.insert(row);
}

void History::uncount(Row row) {
  if (counted_.erase(row) == 0) return;
  const PastEpisode& episode = episodes_.at(row);
  next_tools_.remove(episode.path, shows_its_end(episode), episode.writer);
  patterns_.remove(row, episode, {tools_, errors_});
  habits_.remove(episode);
  advice_.uncount(row);
  const auto taught = taught_.find(row);
  if (taught == taught_.end()) return;
  calibration_.subtract(taught->second);
  taught_.erase(taught);
}

std::vector<const PastEpisode*> History::untaught() const {
  std::vector<const PastEpisode*> found;
  std::size_t looked_at = 0;
  for (auto row = counted_.rbegin(); row != counted_.rend() && looked_at < taught_max; ++row) {
    ++looked_at;
    if (!taught_.contains(*row)) found.push_back(&episodes_.at(*row));
  }
  std::ranges::reverse(found);
  return found;
}

void History::teach(Row row, const MakeLesson& make_lesson) {
  if (!counted_.contains(row)) return;
  uncount(row);
  PastEpisode& episode = episodes_.at(row);
  const Lesson lesson = make_lesson(*this, episode);
  for (std::size_t i = 0; i < episode.steps.size(); ++i) {
    episode.steps[i].advanced = lesson.advanced[i];
  }
  count(row, episode);
  taught_.emplace(row, lesson.measured);
  calibration_.add(lesson.measured);
}

NameId History::tool_number(const std::string& tool) {
  const NameId number = tools_.add(tool);
  if (number == tool_words_.size()) tool_words_.push_back(task_words(tool, words_));
  return number;
}

NameId History::error_number(const std::string& message) {
  const std::string signature = error_signature(message);
  if (signature.empty()) return no_name;
  const NameId known = errors_.find(signature);
  if (known != no_name) return known;
  const NameId number = errors_.add(signature);
  for (const NameId word : task_words(signature, words_)) errors_of_word_[word].push_back(number);
  return number;
}

const PastEpisode* History::find(std::string_view id) const {
  const auto row = row_of_id_.find(std::string(id));
  return row == row_of_id_.end() ? nullptr : &episodes_.at(row->second);
}

const PastEpisode* History::find(Row row) const {
  const auto found = episodes_.find(row);
  return found == episodes_.end() ? nullptr : &found->second;
}

}  // namespace memory_mcp
