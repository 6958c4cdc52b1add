// Which tools were used one after the other, in the steps that succeeded: what people would call a
// way of working, when it is found in several episodes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "learn/past_episode.h"
#include "learn/patterns/pattern_key.h"
#include "learn/patterns/witnesses.h"

namespace memory_mcp {

inline constexpr std::size_t sequence_tools_min = 2;
inline constexpr std::size_t sequence_tools_max = 6;
// One step may lie between the tools of a shorter sequence. Longer ones with a gap would double
// what every episode takes in memory, and are told without their first or last tool anyway.
inline constexpr std::size_t gapped_tools_max = 3;
// Steps in between are by chance more often than not, until it was so a third time.
inline constexpr std::size_t gapped_support_min = 3;

struct ToolSequence {
  PatternKey key = 0;
  std::array<NameId, sequence_tools_max> names{};
  std::uint8_t length = 0;
  bool has_gap = false;  // Everywhere in the episode.

  std::span<const NameId> tools() const { return std::span(names).first(length); }
};

// The tools that succeeded, in their order, the same one again and again only once.
std::vector<NameId> succeeded_tools(const PastEpisode& episode);
// Those of one episode, each once, by key. `scope` is what they are told apart by besides tools.
std::vector<ToolSequence> tool_sequences(const PastEpisode& episode, std::uint64_t scope,
                                         const Names& tools);
PatternKey sequence_key(std::span<const NameId> sequence, std::uint64_t scope, const Names& tools);

// All sequences of one scope.
class ToolSequences {
 public:
  void add(std::span<const ToolSequence> sequences, WitnessId slot, const Witnesses& witnesses);
  void remove(std::span<const ToolSequence> sequences, WitnessId slot, const Witnesses& witnesses);

  // In how many episodes it occurs; with a gap only when that is often enough.
  std::size_t support(PatternKey key) const;
  // Those episodes.
  std::vector<WitnessId> evidence(PatternKey key) const;
  Mass mass(PatternKey key, const Witnesses& witnesses) const;

  // Those that were found in two episodes or more.
  std::vector<ToolSequence> repeated() const;
  std::size_t repeated_count() const { return shared_.size(); }
  template <typename Take>  // void(PatternKey, std::span<const NameId> tools)
  void for_each_repeated(Take take) const {
    for (const auto& [key, one] : shared_) take(key, std::span(one.names).first(one.length));
  }
  // Keys of those that are contained in a longer one of these, which occurs in the same episodes
  // and so says all that they say.
  std::unordered_set<PatternKey> contained(std::span<const ToolSequence> sequences,
                                           std::uint64_t scope, const Names& tools) const;

 private:
  // A slot, and whether it is there with a gap only.
  using Entry = std::uint32_t;
  struct Shared {
    std::array<NameId, sequence_tools_max> names{};
    std::uint8_t length = 0;
    std::vector<Entry> entries;
    Mass mass;
  };

  // nullptr when it is in one episode or none.
  const Shared* shared(PatternKey key) const;
  // Whether a sequence that lacks one of its tools, from within, is surely in all its episodes.
  bool holds_with_gap(const ToolSequence& longer, PatternKey shorter) const;

  // Most are found once and never again: as small as can be.
  std::unordered_map<PatternKey, Entry> lone_;
  std::unordered_map<PatternKey, Shared> shared_;
};

}  // namespace memory_mcp
