// A task as another program recorded it: plain values, before it is made an episode.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "json/json.h"
#include "model/outcome.h"
#include "model/step.h"

namespace memory_mcp {

struct ImportedStep {
  std::string tool;
  std::string action;
  Json arguments;                    // An object, or null.
  std::optional<StepResult> result;  // None when the record has no answer to the call.
  std::optional<Timestamp> timestamp;
  std::optional<double> latency_ms;
  std::optional<std::int64_t> tokens_used;
};

struct ImportedTask {
  // What tells it from all others of its format, the same in every file that has it.
  std::string source_id;
  std::string task_description;
  std::string domain;  // Unless whoever imports names one.
  std::vector<std::string> tags;
  std::map<std::string, std::string> metadata;
  std::optional<Timestamp> start_time;
  std::optional<Timestamp> end_time;
  std::vector<ImportedStep> steps;
  // None when the record ends before the task does.
  std::optional<Outcome> outcome;
  std::string outcome_rule;   // By which the outcome was inferred; empty when the record tells it.
  bool is_knowledge = false;  // Something known and not something done: it needs no steps.
};

}  // namespace memory_mcp
