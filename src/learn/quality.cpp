#include "learn/quality.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "learn/step_tally.h"

namespace memory_mcp {
namespace {

constexpr double novelty_weight = 0.15;

int count_words(std::string_view text) {
  int words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

// Eight decided steps and a description of twelve words say enough; more does not add.
double substance(const Episode& episode, const StepTally& tally) {
  constexpr double enough_steps = 8;
  constexpr double enough_words = 12;
  return 0.7 * std::min(1.0, tally.decided() / enough_steps) +
         0.3 * std::min(1.0, count_words(episode.task_description) / enough_words);
}

double diversity(const Episode& episode) {
  if (episode.steps.empty()) return 0;
  std::set<std::pair<std::string_view, std::string_view>> distinct;
  for (const auto& step : episode.steps) distinct.emplace(step.tool, step.action);
  return static_cast<double>(distinct.size()) / static_cast<double>(episode.steps.size());
}

double outcome_detail(const Outcome& outcome) {
  constexpr int telling_words = 4;
  const std::string words = outcome.verdict.value_or(outcome.reason.value_or(""));
  const auto filled = [](const auto& text_or_list) {
    return text_or_list && !text_or_list->empty();
  };
  const bool lists = filled(outcome.artifacts) || filled(outcome.completed) ||
                     filled(outcome.failed) || filled(outcome.error_details);
  return (count_words(words) >= telling_words ? 0.6 : 0) + (lists ? 0.4 : 0);
}

double error_handling(const Episode& episode, const StepTally& tally) {
  if (episode.steps.empty()) return 0;
  if (tally.errors == 0) return 0.7;
  if (tally.recovered == tally.errors) return 1;
  return tally.recovered > 0 ? 0.5 : 0.2;
}

}  // namespace

double quality_score(const Episode& episode, double novelty) {
  CHECK(episode.outcome.has_value());
  const StepTally tally = tally_steps(episode);
  return 0.25 * substance(episode, tally) + 0.20 * diversity(episode) +
         0.20 * outcome_detail(*episode.outcome) + 0.20 * error_handling(episode, tally) +
         novelty_weight * novelty;
}

double quality_as_evidence(const Episode& episode) {
  return episode.quality_score.value_or(0) + novelty_weight * (1 - episode.novelty.value_or(1));
}

}  // namespace memory_mcp
