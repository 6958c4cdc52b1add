// What an agent asks, and what it is told: values only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "learn/patterns/pattern_search.h"
#include "model/episode.h"
#include "model/recommendation.h"
#include "model/text_rules.h"

namespace memory_mcp {

// What is to be advised on: a task that is described, or an episode, or both.
struct Question {
  std::optional<std::string> task_description;
  // The tools that brought the task forward until now, newest last. Without them, those of the
  // episode's steps that did not fail; without an episode, none.
  std::optional<std::vector<std::string>> last_tools;
  std::optional<std::string> episode_id;
  // A step of the episode that is about to be recorded.
  struct StepToCome {
    std::int64_t step_number = 0;
    std::string tool;
    bool failed = false;
  };
  std::optional<StepToCome> step_to_come;
  // Patterns are told only when some are wanted; what follows is for them.
  std::size_t patterns_max = 0;
  std::optional<std::string> domain;
  std::optional<TaskType> task_type;
  std::vector<std::string> tags;
  // Who asks: what they recorded themselves counts for them though nobody else agrees.
  std::string asker{local_name};
};

struct NextAction {
  std::string tool;  // Or end_of_task.
  double probability = 0;
  double value = 0;
  double support = 0;
};

enum class BasisKind { similar, general, none };

constexpr auto names_of(BasisKind) {
  using namespace std::literals;
  return std::array{std::pair{BasisKind::similar, "similar"sv},
                    std::pair{BasisKind::general, "general"sv},
                    std::pair{BasisKind::none, "none"sv}};
}

struct Basis {
  BasisKind kind = BasisKind::none;
  double support = 0;     // Past episodes that got as far, counted by their trust.
  double similarity = 0;  // The nearest one's cosine.
  std::vector<std::string> episode_ids;
  std::optional<double> success_rate;  // Of those that support counts, 0..1; none without any.

  // Whether nearly all that is known of such tasks is how they fail.
  bool is_of_failures() const {
    constexpr double enough = 2;
    constexpr double hardly_any = 0.1;
    return success_rate && support >= enough && *success_rate < hardly_any;
  }
};

struct Advice {
  std::vector<NextAction> next;   // Most probable first.
  std::vector<NextAction> avoid;  // What evidence is against; what is used most otherwise first.
  Basis basis;
  RecommendedPatterns patterns;

  // Whether it is worth an agent's attention unasked.
  bool is_worth_telling() const {
    return basis.kind == BasisKind::similar && !next.empty() && next.front().value > 0;
  }
};

// What of it is kept, to see whether it is followed and helps: of the tools that are told as the
// next ones, those that the evidence is for.
Recommendation recommendation_of(const Advice& advice);

struct PatternSearch {
  std::string query;
  std::optional<std::string> domain;
  std::vector<std::string> tags;
  std::optional<PatternKind> kind;
  bool only_domain = false;
  double score_min = 0;
  std::size_t limit = 5;
};

}  // namespace memory_mcp
