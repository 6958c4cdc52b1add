// In which contexts tasks went better, or worse, than elsewhere: sets of one to three of language,
// framework, domain, complexity, task type and tags.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "learn/past_episode.h"
#include "learn/patterns/pattern_key.h"
#include "learn/patterns/witnesses.h"

namespace memory_mcp {

inline constexpr std::size_t context_items_max = 3;
inline constexpr std::size_t context_support_min = 3;
// Sets of three grow with the third power; an episode with more labels is described by the first.
inline constexpr std::size_t items_per_episode_max = 16;

enum class ItemKind { domain, task_type, language, framework, complexity, tag };

struct ContextItem {
  ItemKind kind = ItemKind::domain;
  std::string value;

  auto operator<=>(const ContextItem&) const = default;
};

// What an episode's context consists of, in order.
std::vector<ContextItem> context_items(const PastEpisode& episode);

// A set of contexts with what came of it; ids mean something to its ContextPatterns only.
struct ContextSet {
  std::array<NameId, context_items_max> ids{};
  std::uint8_t length = 0;
  std::uint32_t episodes = 0;
  std::uint32_t successes = 0;  // Episodes that succeeded altogether.
  Mass mass;

  std::span<const NameId> items() const { return std::span(ids).first(length); }
};

class ContextPatterns {
 public:
  void add(const PastEpisode& episode, WitnessId slot, const Witnesses& witnesses);
  void remove(WitnessId slot, const Witnesses& witnesses);  // That was added.

  struct Found {
    PatternKey key = 0;
    ContextSet set;
  };
  // Sets that matter: their success differs from that of all other episodes (Fisher's exact test;
  // of those kept, one in ten is expected to differ by chance), and no smaller set says the same of
  // the same episodes.
  std::vector<Found> significant() const;
  // The same of the sets of some items only, which are compared with each other alone: those that
  // bear on one task, found without looking at all.
  std::vector<Found> significant_among(std::span<const ContextItem> items) const;
  // The episodes of a set.
  std::vector<WitnessId> evidence(const ContextSet& set) const;
  std::vector<ContextItem> items(const ContextSet& set) const;
  bool has(WitnessId slot, const ContextSet& set) const;
  // Of all episodes.
  std::size_t episodes() const { return episodes_; }
  std::size_t successes() const { return successes_; }

 private:
  // Which sets of an episode are counted: those of items that enough episodes have.
  void count(WitnessId slot, const Witnesses& witnesses, int times);
  // The same, of those with one of `among` only.
  void count(WitnessId slot, const Witnesses& witnesses, int times, std::span<const NameId> among);
  void count_set(std::span<const NameId> ids, const Witness& witness, int times);
  bool is_frequent(NameId id) const { return slots_of_[id].size() >= context_support_min; }
  std::vector<NameId> frequent(WitnessId slot) const;
  // Episodes with any of the items, each once.
  std::vector<WitnessId> with_any(std::span<const NameId> ids) const;
  PatternKey key_of(std::span<const NameId> ids) const;
  // How probable such a difference is when the set makes none.
  double chance_of(const ContextSet& set) const;
  bool says_too_much(const ContextSet& set) const;
  std::vector<Found> tested(std::vector<Found> sets) const;

  std::vector<ContextItem> item_;  // By id; never taken back.
  std::vector<std::uint64_t> part_;
  std::unordered_map<std::uint64_t, NameId> id_of_part_;
  std::vector<std::vector<WitnessId>> slots_of_;
  std::vector<std::vector<NameId>> ids_of_;  // By slot.
  std::unordered_map<PatternKey, ContextSet> sets_;
  std::size_t episodes_ = 0;
  std::size_t successes_ = 0;
};

// "language c++, tag protocol: 5 of 6 succeeded, of all others 61 %".
std::string context_sentence(std::span<const ContextItem> items, const ContextSet& set,
                             const ContextPatterns& all);

}  // namespace memory_mcp
