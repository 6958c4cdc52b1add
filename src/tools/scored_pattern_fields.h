// A pattern with how well it fits a question, as answers tell it.
#pragma once

#include <string>
#include <vector>

#include "learn/patterns/pattern_search.h"
#include "tools/advice_fields.h"

namespace memory_mcp {

struct ScoreBreakdown {
  double semantic_similarity = 0;
  double context_match = 0;
  double effectiveness = 0;
  double recency = 0;
  double success_rate = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("semantic_similarity", &ScoreBreakdown::semantic_similarity,
                 "How well its words, or the episodes it comes from, match.")
            .between(0, 1),
        required("context_match", &ScoreBreakdown::context_match,
                 "How much of the given domain, task_type and tags it shares; 0.5: not known.")
            .between(0, 1),
        required("effectiveness", &ScoreBreakdown::effectiveness,
                 "Whether following it helped when it was recommended; 0.5: not known.")
            .between(0, 1),
        required("recency", &ScoreBreakdown::recency, "1: seen on the newest day; half in 90 days.")
            .between(0, 1),
        required("success_rate", &ScoreBreakdown::success_rate, "What is expected of it.")
            .between(0, 1),
    };
  }
};

struct ScoredPattern {
  std::string id;
  PatternKind pattern_type = PatternKind::tool_sequence;
  std::string description;
  std::vector<std::string> tools;
  double relevance_score = 0;
  ScoreBreakdown score_breakdown;
  double success_rate = 0;
  bool established = false;
  bool avoid = false;
  std::optional<std::string> domain;
  std::int64_t times_recommended = 0;
  std::int64_t times_applied = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &ScoredPattern::id, "The same wherever the pattern is met."),
        required("pattern_type", &ScoredPattern::pattern_type, "Its kind."),
        required("description", &ScoredPattern::description, "What it says, and on what evidence."),
        required("tools", &ScoredPattern::tools, "Its tools, in their order where they have one."),
        required("relevance_score", &ScoredPattern::relevance_score,
                 "By which patterns are ordered."),
        required("score_breakdown", &ScoredPattern::score_breakdown, "What the score is made of."),
        required("success_rate", &ScoredPattern::success_rate,
                 "What is expected of the next time, after all that is known.")
            .between(0, 1),
        required("established", &ScoredPattern::established,
                 "False: a candidate, with little evidence yet, or that of one writer alone where "
                 "several record."),
        required("avoid", &ScoredPattern::avoid, "True: it goes clearly worse than usual."),
        optional("domain", &ScoredPattern::domain, "Where it holds; absent: anywhere."),
        required("times_recommended", &ScoredPattern::times_recommended,
                 "In how many completed episodes it was recommended."),
        required("times_applied", &ScoredPattern::times_applied,
                 "In how many of them it was followed."),
    };
  }
};

inline ScoredPattern told(const FittingPattern& one) {
  const auto& [pattern, use, fit, score] = one;
  return {.id = pattern.name.to_id(),
          .pattern_type = pattern.name.kind,
          .description = pattern.description,
          .tools = pattern.tools,
          .relevance_score = rounded(score),
          .score_breakdown = {.semantic_similarity = rounded(fit.text),
                              .context_match = rounded(fit.context),
                              .effectiveness = rounded(fit.effectiveness),
                              .recency = rounded(fit.recency),
                              .success_rate = rounded(fit.success_rate)},
          .success_rate = rounded(fit.success_rate),
          .established = pattern.rates.is_established,
          .avoid = pattern.rates.is_avoided,
          .domain = pattern.domain.empty() ? std::nullopt : std::optional(pattern.domain),
          .times_recommended = use.recommended,
          .times_applied = use.applied};
}

inline std::vector<ScoredPattern> told(const std::vector<FittingPattern>& patterns) {
  std::vector<ScoredPattern> all;
  all.reserve(patterns.size());
  for (const FittingPattern& one : patterns) all.push_back(told(one));
  return all;
}

}  // namespace memory_mcp
