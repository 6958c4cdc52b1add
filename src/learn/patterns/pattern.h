// What was learnt from several episodes: a plain value, worked out of them whenever it is asked
// for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "learn/past_episode.h"
#include "learn/patterns/pattern_key.h"
#include "learn/patterns/rates.h"

namespace memory_mcp {

struct PatternEvidence {
  HistoryRow row = 0;
  double weight = 1;
  double success = 0;  // 0..1: of an error, whether it was recovered; otherwise the task's.
  Timestamp when;

  bool operator==(const PatternEvidence&) const = default;
};

struct Pattern {
  PatternName name;
  std::string description;  // A sentence with its evidence.
  std::vector<std::string> tools;
  std::string domain;                  // "" when it holds in any.
  std::optional<TaskType> task_type;   // None when it holds for any.
  std::size_t occurrences = 0;         // Episodes that count (corroboration.h).
  std::optional<std::size_t> writers;  // Who recorded them, where several record.
  Timestamp first_seen;
  Timestamp last_seen;
  std::vector<PatternEvidence> evidence;  // The newest of them, newest first.
  std::size_t weighed = 0;                // Of a decision, those that did the usual; else all.
  Mass mass;                              // Of these,
  Mass all;                               // and of those among which the pattern was found.
  Rates rates;

  bool operator==(const Pattern&) const = default;
};

}  // namespace memory_mcp
