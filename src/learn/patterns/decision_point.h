// What was done after the same step with the same result, in all episodes of one scope: a decision
// point, when it was not always the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "learn/past_episode.h"
#include "learn/patterns/choice_table.h"
#include "learn/patterns/pattern_key.h"

namespace memory_mcp {

struct DecisionState {
  NameId tool = no_name;  // Of the last step; none at the start.
  std::optional<StepResultType> result;
  NameId error = no_name;

  auto operator<=>(const DecisionState&) const = default;
};

using DecisionPoints = ChoiceTable<DecisionState, NameId>;

// A decision of one episode: a state it was in, and each tool that it used next.
struct Decision {
  PatternKey key = 0;
  DecisionState state;
  std::vector<NameId> next;
};

DecisionState state_after(const PastStep& step);
PatternKey decision_key(const DecisionState& state, std::uint64_t scope, const PastNames& names);
// Each state once, in the order in which they came.
std::vector<Decision> decisions(const PastEpisode& episode, std::uint64_t scope,
                                const PastNames& names);

bool is_decision_point(const DecisionPoints::Entry& entry);

// The episodes that did next what most of them did: a decision goes as well as this went.
std::vector<WitnessId> usual_choice(const DecisionPoints::Entry& entry, const PastNames& names);
// What most episodes did next, first.
std::vector<std::string> next_tools(const DecisionPoints::Entry& entry, const PastNames& names);
// "After test failed with ‘#: assertion’: edit in 8 of 10 episodes (7 succeeded), …".
std::string decision_sentence(const DecisionPoints::Entry& entry, const PastNames& names,
                              const Witnesses& witnesses);

}  // namespace memory_mcp
