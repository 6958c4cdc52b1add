// Which patterns belong to a task, and how much: by the episodes that are like it, and by the
// pattern's own words.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "learn/given_advice.h"
#include "learn/patterns/pattern.h"
#include "learn/patterns/pattern_book.h"

namespace memory_mcp {

class History;

struct LikeEpisode {
  HistoryRow row = 0;
  double likeness = 0;  // 0..1
};

// The task, or the question. What is not given is not compared.
struct PatternQuestion {
  std::string_view text;
  std::span<const LikeEpisode> alike;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::span<const std::string> tags;
  DecisionState state;              // Of a task in hand.
  std::optional<PatternKind> kind;  // Of this one only.
  bool only_domain = false;         // Nothing that is known to belong to another.
};

// How well a pattern fits, each 0..1.
struct PatternFit {
  double text = 0;  // Its own words, or the episodes that are like the task, whichever says more.
  double context = 0;
  double effectiveness = 0;  // Of recommending it.
  double recency = 0;
  double success_rate = 0;
};

struct FittingPattern {
  Pattern pattern;
  PatternUse use;
  PatternFit fit;
  double score = 0;
};

struct PatternFinds {
  std::vector<FittingPattern> patterns;
  std::size_t considered = 0;
};

// For a question, best first; `limit` of them, none below `score_min`. Without any words or
// episodes in common there is no relevance, whatever else fits.
PatternFinds search_patterns(const History& history, const PatternQuestion& question,
                             double score_min, std::size_t limit);

struct RecommendedPatterns {
  std::vector<FittingPattern> follow;  // Best first, and none contained in another.
  std::vector<FittingPattern> avoid;   // Clearly worse than usual.
};

// For a task in hand. `done` are the tools that brought it forward: what is behind it already is
// not recommended again. With `explores`, the last one makes room for the one that least is known
// of.
RecommendedPatterns patterns_for_task(const History& history, const PatternQuestion& task,
                                      std::span<const std::string> done, std::size_t limit,
                                      bool explores);

}  // namespace memory_mcp
