// Where several record in one memory: whether they agree on something, and how much of it is one
// writer's. What one writer alone has seen stays a candidate, and of nobody more counts than of all
// others together, so that whoever records a lie a hundred times has told it once.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "learn/patterns/choice_table.h"
#include "learn/patterns/rates.h"
#include "learn/patterns/witnesses.h"

namespace memory_mcp {

// How many had a hand in any of the episodes.
std::size_t writers_of(std::span<const WitnessId> slots, const Witnesses& witnesses);
// Whether nobody had a hand in all of them.
bool is_corroborated(std::span<const WitnessId> slots, const Witnesses& witnesses);
// Without the oldest of whoever opened more of them than all others. All of a single writer's.
std::vector<WitnessId> fair_share(std::span<const WitnessId> slots, const Witnesses& witnesses);

// The choices of an entry that several made, each with the episodes that count; nothing when
// `stands(what would be left)` is false. Its mass is what the episodes weigh.
template <typename Entry, typename Stands>
std::optional<Entry> agreed_part(const Entry& entry, const Witnesses& witnesses, Stands stands) {
  Entry part{.state = entry.state, .episodes = 0, .mass = {}, .choices = {}};
  for (const auto& choice : entry.choices) {
    if (!is_corroborated(choice.slots, witnesses)) continue;
    part.choices.push_back({choice.label, fair_share(choice.slots, witnesses)});
  }
  if (!stands(part)) return std::nullopt;
  for (const WitnessId slot : part.slots()) {
    ++part.episodes;
    part.mass += witnesses[slot].mass;
  }
  return part;
}

// What all episodes of a kind weigh together, told apart by who opened them.
class MassByWriter {
 public:
  void add(NameId writer, const Mass& mass);
  void subtract(NameId writer, const Mass& mass);  // That was added.

  const Mass& all() const { return all_; }
  // With no more of one writer than of all others together. All of it where there is one only.
  Mass fair() const;
  std::size_t writers() const { return of_writer_.size(); }

 private:
  Mass all_;
  std::map<NameId, Mass> of_writer_;
};

}  // namespace memory_mcp
