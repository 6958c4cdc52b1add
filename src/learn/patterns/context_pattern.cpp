#include "learn/patterns/context_pattern.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/text.h"
#include "learn/sentence.h"
#include "statistics/distributions.h"
#include "statistics/false_discovery.h"
#include "statistics/rates/fisher_exact.h"

namespace memory_mcp {
namespace {

constexpr double false_share_max = 0.10;
// Where so many are expected in each field of the table, the normal distribution says the same as
// the exact test, which takes a millisecond in a large history.
constexpr double expected_enough = 10;

template <typename Enumeration>
std::string name_in(Enumeration value) {
  for (const auto& [one, name] : names_of(Enumeration{})) {
    if (one == value) return std::string(name);
  }
  return "";
}

std::string_view kind_name(ItemKind kind) {
  switch (kind) {
    case ItemKind::domain:
      return "domain";
    case ItemKind::task_type:
      return "task type";
    case ItemKind::language:
      return "language";
    case ItemKind::framework:
      return "framework";
    case ItemKind::complexity:
      return "complexity";
    case ItemKind::tag:
      return "tag";
  }
  return "";
}

std::uint64_t part_of(const ContextItem& item) {
  return part_of_key(std::string(kind_name(item.kind)) + '\n' + item.value);
}

// Calls take(set) for every set of one to three of the ids, in their order.
template <typename Take>
void each_set(std::span<const NameId> ids, Take&& take) {
  std::array<NameId, context_items_max> set{};
  for (std::size_t a = 0; a < ids.size(); ++a) {
    set[0] = ids[a];
    take(std::span<const NameId>(set).first(1));
    for (std::size_t b = a + 1; b < ids.size(); ++b) {
      set[1] = ids[b];
      take(std::span<const NameId>(set).first(2));
      for (std::size_t c = b + 1; c < ids.size(); ++c) {
        set[2] = ids[c];
        take(std::span<const NameId>(set));
      }
    }
  }
}

}  // namespace

std::vector<ContextItem> context_items(const PastEpisode& episode) {
  std::vector<ContextItem> items{{ItemKind::domain, episode.domain}};
  // `other` says nothing.
  if (episode.task_type != TaskType::other) {
    items.push_back({ItemKind::task_type, name_in(episode.task_type)});
  }
  if (episode.language) items.push_back({ItemKind::language, *episode.language});
  if (episode.framework) items.push_back({ItemKind::framework, *episode.framework});
  items.push_back({ItemKind::complexity, name_in(episode.complexity)});
  auto tags = episode.tags;
  std::ranges::sort(tags);
  for (const std::string& tag : tags) {
    if (items.size() == items_per_episode_max) break;
    if (items.back() != ContextItem{ItemKind::tag, tag}) items.push_back({ItemKind::tag, tag});
  }
  return items;
}

void ContextPatterns::add(const PastEpisode& episode, WitnessId slot, const Witnesses& witnesses) {
  std::vector<ContextItem> items = context_items(episode);
  std::vector<NameId> ids;
  ids.reserve(items.size());
  std::vector<NameId> risen;
  for (ContextItem& item : items) {
    const std::uint64_t part = part_of(item);
    const auto [at, is_new] = id_of_part_.try_emplace(part, static_cast<NameId>(item_.size()));
    if (is_new) {
      item_.push_back(std::move(item));
      part_.push_back(part);
      slots_of_.emplace_back();
    }
    ids.push_back(at->second);
    add_one(slots_of_[at->second], slot);
    if (slots_of_[at->second].size() == context_support_min) risen.push_back(at->second);
  }
  if (ids_of_.size() <= slot) ids_of_.resize(slot + std::size_t{1});
  ids_of_[slot] = std::move(ids);
  ++episodes_;
  if (witnesses[slot].has_succeeded) ++successes_;
  for (const WitnessId other : with_any(risen)) {
    if (other != slot) count(other, witnesses, 1, risen);
  }
  count(slot, witnesses, 1);
}

void ContextPatterns::remove(WitnessId slot, const Witnesses& witnesses) {
  count(slot, witnesses, -1);
  const std::vector<NameId> ids = ids_of_[slot];
  std::vector<NameId> falling;
  for (const NameId id : ids) {
    if (slots_of_[id].size() == context_support_min) falling.push_back(id);
  }
  for (const WitnessId other : with_any(falling)) {
    if (other != slot) count(other, witnesses, -1, falling);
  }
  for (const NameId id : ids) erase_one(slots_of_[id], slot);
  ids_of_[slot] = {};
  --episodes_;
  if (witnesses[slot].has_succeeded) --successes_;
}

std::vector<NameId> ContextPatterns::frequent(WitnessId slot) const {
  std::vector<NameId> ids;
  for (const NameId id : ids_of_[slot]) {
    if (is_frequent(id)) ids.push_back(id);
  }
  return ids;
}

std::vector<WitnessId> ContextPatterns::with_any(std::span<const NameId> ids) const {
  std::vector<WitnessId> slots;
  for (const NameId id : ids) slots.insert(slots.end(), slots_of_[id].begin(), slots_of_[id].end());
  std::ranges::sort(slots);
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

void ContextPatterns::count(WitnessId slot, const Witnesses& witnesses, int times) {
  each_set(frequent(slot), [&](auto set) { count_set(set, witnesses[slot], times); });
}

void ContextPatterns::count(WitnessId slot, const Witnesses& witnesses, int times,
                            std::span<const NameId> among) {
  each_set(frequent(slot), [&](auto set) {
    const auto is_among = [&](NameId id) { return std::ranges::find(among, id) != among.end(); };
    if (std::ranges::any_of(set, is_among)) count_set(set, witnesses[slot], times);
  });
}

void ContextPatterns::count_set(std::span<const NameId> ids, const Witness& witness, int times) {
  const auto at = sets_.try_emplace(key_of(ids)).first;
  ContextSet& set = at->second;
  if (set.episodes == 0) {
    std::ranges::copy(ids, set.ids.begin());
    set.length = static_cast<std::uint8_t>(ids.size());
  }
  if (times > 0) {
    ++set.episodes;
    set.mass += witness.mass;
    if (witness.has_succeeded) ++set.successes;
    return;
  }
  --set.episodes;
  set.mass -= witness.mass;
  if (witness.has_succeeded) --set.successes;
  if (set.episodes == 0) sets_.erase(at);
}

PatternKey ContextPatterns::key_of(std::span<const NameId> ids) const {
  std::array<std::uint64_t, context_items_max> parts{};
  for (std::size_t i = 0; i < ids.size(); ++i) parts[i] = part_[ids[i]];
  return pattern_key(PatternKind::context_pattern, std::span(parts).first(ids.size()));
}

// Whether a set without one of its items is in the same episodes: then that one says nothing more.
bool ContextPatterns::says_too_much(const ContextSet& set) const {
  if (set.length == 1) return set.episodes == episodes_;
  for (std::size_t without = 0; without < set.length; ++without) {
    std::vector<NameId> rest(set.items().begin(), set.items().end());
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(without));
    if (sets_.at(key_of(rest)).episodes == set.episodes) return true;
  }
  return false;
}

double ContextPatterns::chance_of(const ContextSet& set) const {
  const auto all = static_cast<double>(episodes_);
  const auto drawn = static_cast<double>(set.episodes);
  const auto good = static_cast<double>(successes_);
  const double rarest = std::min(drawn, all - drawn) * std::min(good, all - good) / all;
  if (rarest >= expected_enough) {
    const double variance = drawn * good / all * (all - drawn) / all * (all - good) / (all - 1);
    const double distance = std::abs(static_cast<double>(set.successes) - drawn * good / all);
    // Yates's correction: counts are whole.
    return statistics::normal_two_sided(std::max(0.0, distance - 0.5) / std::sqrt(variance));
  }
  const auto number = [](std::size_t of) { return static_cast<std::int64_t>(of); };
  const auto test = statistics::fisher_exact(
      {.both = set.successes,
       .only_first = number(set.episodes) - set.successes,
       .only_second = number(successes_) - set.successes,
       .neither = number(episodes_ - set.episodes) - number(successes_ - set.successes)});
  // Of more episodes than the test takes nothing is claimed.
  return test.ok() ? test.value().two_sided : 1;
}

std::vector<ContextPatterns::Found> ContextPatterns::significant() const {
  std::vector<Found> found;
  for (const auto& [key, set] : sets_) found.push_back({.key = key, .set = set});
  return tested(std::move(found));
}

std::vector<ContextPatterns::Found> ContextPatterns::significant_among(
    std::span<const ContextItem> items) const {
  std::vector<NameId> ids;
  for (const ContextItem& item : items) {
    const auto known = id_of_part_.find(part_of(item));
    if (known != id_of_part_.end() && is_frequent(known->second)) ids.push_back(known->second);
  }
  std::ranges::sort(ids);
  ids.resize(std::min(ids.size(), items_per_episode_max));
  std::vector<Found> found;
  each_set(ids, [&](auto set) {
    const auto at = sets_.find(key_of(set));
    if (at != sets_.end()) found.push_back({.key = at->first, .set = at->second});
  });
  return tested(std::move(found));
}

std::vector<ContextPatterns::Found> ContextPatterns::tested(std::vector<Found> sets) const {
  std::erase_if(sets, [&](const Found& one) {
    return one.set.episodes < context_support_min || says_too_much(one.set);
  });
  std::vector<double> chances;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> known;  // Many have the same counts.
  for (const auto& [key, set] : sets) {
    const auto [at, is_new] = known.try_emplace({set.successes, set.episodes});
    if (is_new) at->second = chance_of(set);
    chances.push_back(at->second);
  }
  const std::vector<double> adjusted = statistics::benjamini_hochberg(chances);
  std::vector<Found> kept;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (adjusted[i] <= false_share_max) kept.push_back(sets[i]);
  }
  return kept;
}

bool ContextPatterns::has(WitnessId slot, const ContextSet& set) const {
  return std::ranges::all_of(set.items(), [&](NameId id) {
    return std::ranges::find(ids_of_[slot], id) != ids_of_[slot].end();
  });
}

std::vector<WitnessId> ContextPatterns::evidence(const ContextSet& set) const {
  const auto rarest =
      std::ranges::min_element(set.items(), {}, [&](NameId id) { return slots_of_[id].size(); });
  std::vector<WitnessId> slots;
  for (const WitnessId slot : slots_of_[*rarest]) {
    if (has(slot, set)) slots.push_back(slot);
  }
  return slots;
}

std::vector<ContextItem> ContextPatterns::items(const ContextSet& set) const {
  std::vector<ContextItem> items;
  for (const NameId id : set.items()) items.push_back(item_[id]);
  return items;
}

std::string context_sentence(std::span<const ContextItem> items, const ContextSet& set,
                             const ContextPatterns& all) {
  std::vector<std::string> said;
  said.reserve(items.size());
  for (const ContextItem& item : items) {
    said.push_back(std::string(kind_name(item.kind)) + " " + item.value);
  }
  const std::size_t others = all.episodes() - set.episodes;
  const auto share =
      static_cast<double>(all.successes() - set.successes) / static_cast<double>(others);
  return joined(said, ", ") + ": " + std::to_string(set.successes) + " of " +
         std::to_string(set.episodes) + " succeeded, of the " + std::to_string(others) +
         " others " + percent(share);
}

}  // namespace memory_mcp
