#include "learn/patterns/decision_point.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "learn/sentence.h"

namespace memory_mcp {
namespace {

// More than these, a sentence does not say.
constexpr std::size_t choices_told = 4;

std::string_view result_name(const std::optional<StepResultType>& result) {
  if (!result) return "pending";
  for (const auto& [type, name] : names_of(StepResultType{})) {
    if (type == *result) return name;
  }
  return "";
}

std::vector<DecisionPoints::Choice> most_frequent_first(const DecisionPoints::Entry& entry,
                                                        const PastNames& names) {
  auto choices = entry.choices;
  std::ranges::sort(choices, [&](const auto& a, const auto& b) {
    if (a.slots.size() != b.slots.size()) return a.slots.size() > b.slots.size();
    return names.tools.text(a.label) < names.tools.text(b.label);
  });
  return choices;
}

std::string said_of(const DecisionState& state, const PastNames& names) {
  if (state.tool == no_name) return "At the start";
  const std::string after = "After " + names.tools.text(state.tool);
  if (!state.result) return after + ", result unknown";
  if (*state.result == StepResultType::success) return after + " succeeded";
  const bool timed_out = *state.result == StepResultType::timeout;
  const std::string how = after + (timed_out ? " timed out" : " failed");
  return state.error == no_name ? how : how + " with " + in_quotes(names.errors.text(state.error));
}

}  // namespace

PatternKey decision_key(const DecisionState& state, std::uint64_t scope, const PastNames& names) {
  const bool is_start = state.tool == no_name;
  const std::array parts{scope, is_start ? 0 : part_of_key(names.tools.text(state.tool)),
                         part_of_key(result_name(state.result)),
                         state.error == no_name ? 0 : part_of_key(names.errors.text(state.error))};
  return pattern_key(PatternKind::decision_point, parts);
}

DecisionState state_after(const PastStep& step) {
  return {.tool = step.tool, .result = step.result, .error = step.error};
}

std::vector<Decision> decisions(const PastEpisode& episode, std::uint64_t scope,
                                const PastNames& names) {
  std::vector<Decision> found;
  std::map<DecisionState, std::size_t> place;
  DecisionState state;
  for (const PastStep& step : episode.steps) {
    const auto [at, is_new] = place.try_emplace(state, found.size());
    if (is_new)
      found.push_back({.key = decision_key(state, scope, names), .state = state, .next = {}});
    auto& next = found[at->second].next;
    if (std::ranges::find(next, step.tool) == next.end()) next.push_back(step.tool);
    state = state_after(step);
  }
  return found;
}

bool is_decision_point(const DecisionPoints::Entry& entry) { return entry.choices.size() >= 2; }

std::vector<WitnessId> usual_choice(const DecisionPoints::Entry& entry, const PastNames& names) {
  return most_frequent_first(entry, names).front().slots;
}

std::vector<std::string> next_tools(const DecisionPoints::Entry& entry, const PastNames& names) {
  std::vector<std::string> tools;
  for (const auto& choice : most_frequent_first(entry, names)) {
    tools.push_back(names.tools.text(choice.label));
  }
  return tools;
}

std::string decision_sentence(const DecisionPoints::Entry& entry, const PastNames& names,
                              const Witnesses& witnesses) {
  const auto choices = most_frequent_first(entry, names);
  std::vector<std::string> said;
  for (const auto& choice : choices) {
    if (said.size() == choices_told) break;
    const auto succeeded = std::ranges::count_if(
        choice.slots, [&](WitnessId slot) { return witnesses[slot].has_succeeded; });
    std::string one = names.tools.text(choice.label) + " in " + std::to_string(choice.slots.size());
    if (said.empty()) one += " of " + counted(entry.episodes, "episode");
    said.push_back(one + " (" + std::to_string(succeeded) + " succeeded)");
  }
  if (choices.size() > said.size()) {
    said.push_back(counted(choices.size() - said.size(), "other tool"));
  }
  return said_of(entry.state, names) + ": " + joined(said, ", ");
}

}  // namespace memory_mcp
