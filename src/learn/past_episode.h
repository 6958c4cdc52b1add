// What was done in one episode and what came of it, as far as learning looks at it: a plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "learn/names.h"
#include "model/episode.h"

namespace memory_mcp {

// The store's name of an episode, never given again.
using HistoryRow = std::int64_t;

struct PastStep {
  std::int64_t step_number = 0;
  NameId tool = no_name;
  std::optional<StepResultType> result;  // None while it is pending.
  NameId error = no_name;                // Its error_signature(), when it failed and said why.
  bool had_advice = false;               // Some tool was advised for it,
  bool was_advised = false;              // and its own was among them.
  // Whether it brought the task forward: as its result says, until something better is known.
  bool advanced = false;

  bool succeeded() const { return result == StepResultType::success; }
  bool failed() const { return result && *result != StepResultType::success; }
};

struct PastEpisode {
  HistoryRow row = 0;
  std::string id;
  NameId writer = no_name;  // Who opened it.
  std::vector<NameId> other_writers;
  std::string domain;  // As given.
  TaskType task_type = TaskType::other;
  Complexity complexity = Complexity::moderate;
  std::optional<std::string> language;
  std::optional<std::string> framework;
  std::vector<std::string> tags;
  std::optional<OutcomeType> outcome;  // None while it is open.
  double success = 0;                  // How much of the task was done, 0..1.
  double quality = 0;
  double quality_as_evidence = 0;
  double reward = 0;
  std::int64_t duration_ms = 0;
  std::optional<double> tool_latency_ms;  // Of all steps that say theirs, summed.
  Timestamp end_time;
  std::vector<PastStep> steps;     // By step_number.
  std::vector<NameId> path;        // The tools of those that advanced; once it is completed.
  std::vector<NameId> task_words;  // name_cues.h

  bool is_completed() const { return outcome.has_value(); }
};

// Whether nothing was left to do after its last step.
bool is_done(const PastEpisode& episode);
// Whether it shows where such a task ends: of one without a step nobody wrote down what was done.
bool shows_its_end(const PastEpisode& episode);

// What the numbers in past steps mean.
struct PastNames {
  const Names& tools;
  const Names& errors;
};

}  // namespace memory_mcp
