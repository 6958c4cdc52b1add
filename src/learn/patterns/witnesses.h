// The completed episodes that patterns are learnt from, by small numbers: what each of them says in
// favour of what was done in it. Numbers are used again; nothing told outside depends on them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "learn/past_episode.h"
#include "learn/patterns/rates.h"

namespace memory_mcp {

using WitnessId = std::uint32_t;

// Their order means nothing. There may be millions: room for a quarter more, not for twice as many.
inline void add_one(std::vector<WitnessId>& slots, WitnessId slot) {
  if (slots.size() == slots.capacity()) slots.reserve(slots.size() + slots.size() / 4 + 1);
  slots.push_back(slot);
}
inline void erase_one(std::vector<WitnessId>& slots, WitnessId slot) {
  const auto at = std::ranges::find(slots, slot);
  if (at == slots.end()) return;
  *at = slots.back();
  slots.pop_back();
}

struct Witness {
  HistoryRow row = 0;
  Timestamp when;  // When it was completed.
  Mass mass;
  bool has_succeeded = false;  // Altogether.
  NameId writer = no_name;
  std::vector<NameId> other_writers;  // corroboration.h
};

// What is found in one episode only, and older than both of these, is not told any more.
inline constexpr std::int64_t lone_evidence_days_max = 90;
inline constexpr std::size_t lone_evidence_newest = 10'000;

class Witnesses {
 public:
  WitnessId add(HistoryRow row, const PastEpisode& episode);
  void remove(WitnessId slot);

  std::optional<WitnessId> find(HistoryRow row) const;
  const Witness& operator[](WitnessId slot) const { return witnesses_[slot]; }
  std::size_t size() const { return slots_.size(); }
  const std::unordered_map<HistoryRow, WitnessId>& slots() const { return slots_; }

  // What was completed before is too old to be told without other evidence. Reckoned in days from
  // the newest episode, so that the same episodes say the same on any day.
  Timestamp remembered_from() const;
  Timestamp newest_day() const;

 private:
  std::vector<Witness> witnesses_;
  std::vector<WitnessId> unused_;
  std::unordered_map<HistoryRow, WitnessId> slots_;
  std::map<std::int64_t, std::size_t> episodes_of_day_;
};

}  // namespace memory_mcp
