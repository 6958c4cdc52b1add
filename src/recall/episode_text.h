// What is searched of an episode and of a step, and how much each part of it counts.
#pragma once

#include <string>
#include <string_view>

#include "model/episode.h"
#include "model/import_keys.h"

namespace memory_mcp {

// A part of a text and the weight of its words.
struct WeightedText {
  std::string_view text;
  float weight = 1;
};

// Gives `take` the texts of an episode, without its steps: description 3, context, tags and
// outcome 2, what was produced or left undone and metadata 1.
template <typename Take>
void for_each_text(const Episode& episode, Take take) {
  constexpr float description = 3;
  constexpr float context = 2;
  constexpr float outcome = 2;
  constexpr float details = 1;
  take(WeightedText{episode.task_description, description});
  take(WeightedText{episode.context.domain, context});
  if (episode.context.language) take(WeightedText{*episode.context.language, context});
  if (episode.context.framework) take(WeightedText{*episode.context.framework, context});
  for (const std::string& tag : episode.context.tags) take(WeightedText{tag, context});
  for (const auto& [key, value] : episode.metadata) {
    if (!is_import_mark(key)) take(WeightedText{value, details});
  }
  if (!episode.outcome) return;
  const Outcome& ended = *episode.outcome;
  for (const auto* text : {&ended.verdict, &ended.reason, &ended.error_details}) {
    if (*text) take(WeightedText{**text, outcome});
  }
  for (const auto* list : {&ended.artifacts, &ended.completed, &ended.failed}) {
    if (!*list) continue;
    for (const std::string& item : **list) take(WeightedText{item, details});
  }
}

// The strings in a step's parameters, one after another.
std::string strings_of(const JsonObjectText& parameters);

// Gives `take` the texts of a step but its tool: the action 1; parameters, output and message 0.5,
// since they are long and repeat themselves.
template <typename Take>
void for_each_text(const Step& step, Take take) {
  constexpr float action = 1;
  constexpr float details = 0.5F;
  take(WeightedText{step.action, action});
  if (step.parameters) take(WeightedText{strings_of(*step.parameters), details});
  if (!step.result) return;
  if (step.result->output) take(WeightedText{*step.result->output, details});
  if (step.result->message) take(WeightedText{*step.result->message, details});
}

}  // namespace memory_mcp
