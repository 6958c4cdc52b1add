// What was done next in each of many states, and in which episodes. What was added can be taken
// away again, in any order.
#pragma once

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "learn/patterns/pattern_key.h"
#include "learn/patterns/witnesses.h"

namespace memory_mcp {

template <typename State, typename Label>
class ChoiceTable {
 public:
  struct Choice {
    Label label;
    std::vector<WitnessId> slots;
  };
  struct Entry {
    State state;
    std::size_t episodes = 0;
    Mass mass;
    std::vector<Choice> choices;

    // Of all choices, each once.
    std::vector<WitnessId> slots() const {
      std::vector<WitnessId> all;
      for (const Choice& choice : choices) {
        all.insert(all.end(), choice.slots.begin(), choice.slots.end());
      }
      std::ranges::sort(all);
      all.erase(std::unique(all.begin(), all.end()), all.end());
      return all;
    }
  };

  // Labels are those of one episode, at least one and each once.
  void add(PatternKey key, const State& state, std::span<const Label> labels, WitnessId slot,
           const Mass& mass) {
    Entry& entry = entries_[key];
    entry.state = state;
    ++entry.episodes;
    entry.mass += mass;
    for (const Label& label : labels) {
      auto at = std::ranges::find(entry.choices, label, &Choice::label);
      if (at == entry.choices.end()) {
        at = entry.choices.insert(at, Choice{.label = label, .slots = {}});
      }
      add_one(at->slots, slot);
    }
  }

  void remove(PatternKey key, std::span<const Label> labels, WitnessId slot, const Mass& mass) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    --entry.episodes;
    entry.mass -= mass;
    for (const Label& label : labels) {
      const auto at = std::ranges::find(entry.choices, label, &Choice::label);
      if (at == entry.choices.end()) continue;
      erase_one(at->slots, slot);
      if (at->slots.empty()) entry.choices.erase(at);
    }
    if (entry.episodes == 0) entries_.erase(found);
  }

  // nullptr when there is none.
  const Entry* find(PatternKey key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second;
  }
  const std::unordered_map<PatternKey, Entry>& entries() const { return entries_; }

 private:
  std::unordered_map<PatternKey, Entry> entries_;
};

}  // namespace memory_mcp
