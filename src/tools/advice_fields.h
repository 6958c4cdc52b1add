// Advice, as answers tell it.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "advice/advisor.h"
#include "base/describe.h"

namespace memory_mcp {

struct ActionTold {
  std::string tool;
  double probability = 0;
  double value = 0;
  double support = 0;

  static constexpr auto fields() {
    return std::tuple{
        required("tool", &ActionTold::tool, "The tool; <end> says that the task is done."),
        required("probability", &ActionTold::probability, "How probably it is what comes next.")
            .between(0, 1),
        required("value", &ActionTold::value,
                 "Evidence for it (above 0: surer than an agent is without advice) or against it.")
            .between(-1, 1),
        required("support", &ActionTold::support,
                 "How many past episodes got as far, each counted by how alike it is."),
    };
  }
};

struct BasisTold {
  BasisKind kind = BasisKind::none;
  double support = 0;
  double similarity = 0;
  std::vector<std::string> episode_ids;
  std::optional<double> success_rate;
  std::optional<std::string> warning;

  static constexpr auto fields() {
    return std::tuple{
        required("kind", &BasisTold::kind,
                 "similar: tasks like this one; general: only how tools usually follow each other; "
                 "none: nothing like it is known, so do not rely on the rest."),
        required("support", &BasisTold::support,
                 "How many past episodes got as far, each counted by how alike it is."),
        required("similarity", &BasisTold::similarity,
                 "How like this task the most similar one is, at most 1."),
        required("episode_ids", &BasisTold::episode_ids, "The most similar ones, nearest first."),
        optional("success_rate", &BasisTold::success_rate,
                 "How well those that support counts went; absent without any.")
            .between(0, 1),
        optional("warning", &BasisTold::warning, "Why not to rely on it, where there is a reason."),
    };
  }
};

// Unasked, in the answers of other tools.
struct ShortAdvice {
  std::vector<ActionTold> next_actions;
  BasisTold basis;

  static constexpr auto fields() {
    return std::tuple{
        required("next_actions", &ShortAdvice::next_actions,
                 "What comes next by experience, most probable first."),
        required("basis", &ShortAdvice::basis, "What this rests on."),
    };
  }
};

// Three places: more is noise.
inline double rounded(double number) {
  constexpr double steps = 1'000;
  return std::round(number * steps) / steps;
}

inline std::vector<ActionTold> told(std::span<const NextAction> actions) {
  std::vector<ActionTold> all;
  all.reserve(actions.size());
  for (const auto& [tool, probability, value, support] : actions) {
    all.push_back({tool, rounded(probability), rounded(value), rounded(support)});
  }
  return all;
}

inline std::optional<std::string> warning_of(const Basis& basis) {
  if (basis.kind == BasisKind::none) {
    return "Nothing like this task is known: the rest is what is usual in other tasks.";
  }
  if (basis.is_of_failures()) {
    return "Hardly any task like this one succeeded: next_actions are what was done in them, not "
           "what works. Look for another way.";
  }
  return std::nullopt;
}

inline BasisTold told(const Basis& basis) {
  return {.kind = basis.kind,
          .support = rounded(basis.support),
          .similarity = rounded(basis.similarity),
          .episode_ids = basis.episode_ids,
          .success_rate =
              basis.success_rate ? std::optional(rounded(*basis.success_rate)) : std::nullopt,
          .warning = warning_of(basis)};
}

// What is told unasked: little, and only what is worth it.
inline std::optional<Advice> unasked(Result<Advice> advice) {
  constexpr std::size_t actions_max = 3;
  if (!advice.ok() || !advice->is_worth_telling()) return std::nullopt;
  advice->next.resize(std::min(advice->next.size(), actions_max));
  return *std::move(advice);
}

inline std::optional<Recommendation> kept_of(const std::optional<Advice>& advice) {
  return advice ? std::optional(recommendation_of(*advice)) : std::nullopt;
}

inline std::optional<ShortAdvice> told(const std::optional<Advice>& advice) {
  return advice ? std::optional(ShortAdvice{told(advice->next), told(advice->basis)})
                : std::nullopt;
}

}  // namespace memory_mcp
