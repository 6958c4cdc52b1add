#include "learn/patterns/tool_sequence.h"

#include <algorithm>
#include <tuple>

namespace memory_mcp {
namespace {

constexpr std::uint32_t gap_bit = 1;

std::uint32_t entry_of(WitnessId slot, bool has_gap) {
  return slot << 1U | (has_gap ? gap_bit : 0U);
}
WitnessId slot_of(std::uint32_t entry) { return entry >> 1U; }
bool has_gap(std::uint32_t entry) { return (entry & gap_bit) != 0; }

PatternKey key_of(std::span<const std::uint64_t> parts, std::uint64_t scope) {
  std::array<std::uint64_t, sequence_tools_max + 1> all{scope};
  std::ranges::copy(parts, all.begin() + 1);
  return pattern_key(PatternKind::tool_sequence, std::span(all).first(parts.size() + 1));
}

// Reads windows of one episode's tools.
class Windows {
 public:
  Windows(std::vector<NameId> names, std::uint64_t scope, const Names& tools)
      : names_(std::move(names)), scope_(scope) {
    for (const NameId name : names_) parts_.push_back(part_of_key(tools.text(name)));
  }

  std::vector<ToolSequence> all() const {
    std::vector<ToolSequence> found;
    for (std::size_t first = 0; first < names_.size(); ++first) {
      const std::size_t left = names_.size() - first;
      for (std::size_t n = sequence_tools_min; n <= std::min(sequence_tools_max, left); ++n) {
        found.push_back(read(first, n, n));
      }
      for (std::size_t n = sequence_tools_min; n <= gapped_tools_max && n + 1 <= left; ++n) {
        for (std::size_t gap = 1; gap < n; ++gap) {
          // Across the gap the same tool again is no step forward.
          if (names_[first + gap - 1] == names_[first + gap + 1]) continue;
          found.push_back(read(first, n, gap));
        }
      }
    }
    return found;
  }

 private:
  // `gap`: before which of the tools one is left out; none when it is `length`.
  ToolSequence read(std::size_t first, std::size_t length, std::size_t gap) const {
    ToolSequence sequence{.length = static_cast<std::uint8_t>(length), .has_gap = gap < length};
    std::array<std::uint64_t, sequence_tools_max> parts{};
    for (std::size_t i = 0; i < length; ++i) {
      const std::size_t at = first + i + (i >= gap ? 1 : 0);
      sequence.names[i] = names_[at];
      parts[i] = parts_[at];
    }
    sequence.key = key_of(std::span(parts).first(length), scope_);
    return sequence;
  }

  std::vector<NameId> names_;
  std::vector<std::uint64_t> parts_;
  std::uint64_t scope_;
};

}  // namespace

std::vector<NameId> succeeded_tools(const PastEpisode& episode) {
  std::vector<NameId> names;
  for (const PastStep& step : episode.steps) {
    if (step.succeeded() && (names.empty() || names.back() != step.tool))
      names.push_back(step.tool);
  }
  return names;
}

std::vector<ToolSequence> tool_sequences(const PastEpisode& episode, std::uint64_t scope,
                                         const Names& tools) {
  std::vector<ToolSequence> found = Windows(succeeded_tools(episode), scope, tools).all();
  // Where it is found without a gap too, that counts.
  std::ranges::sort(found, {}, [](const ToolSequence& s) { return std::pair(s.key, s.has_gap); });
  const auto is_same = [](const ToolSequence& a, const ToolSequence& b) { return a.key == b.key; };
  found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
  return found;
}

PatternKey sequence_key(std::span<const NameId> sequence, std::uint64_t scope, const Names& tools) {
  std::array<std::uint64_t, sequence_tools_max> parts{};
  for (std::size_t i = 0; i < sequence.size(); ++i) parts[i] = part_of_key(tools.text(sequence[i]));
  return key_of(std::span(parts).first(sequence.size()), scope);
}

void ToolSequences::add(std::span<const ToolSequence> sequences, WitnessId slot,
                        const Witnesses& witnesses) {
  for (const ToolSequence& sequence : sequences) {
    const Entry entry = entry_of(slot, sequence.has_gap);
    auto at = shared_.find(sequence.key);
    if (at == shared_.end()) {
      const auto [lone, is_new] = lone_.try_emplace(sequence.key, entry);
      if (is_new) continue;
      at = shared_.try_emplace(sequence.key).first;
      at->second = {.names = sequence.names,
                    .length = sequence.length,
                    .entries = {lone->second},
                    .mass = witnesses[slot_of(lone->second)].mass};
      lone_.erase(lone);
    }
    add_one(at->second.entries, entry);
    at->second.mass += witnesses[slot].mass;
  }
}

void ToolSequences::remove(std::span<const ToolSequence> sequences, WitnessId slot,
                           const Witnesses& witnesses) {
  for (const ToolSequence& sequence : sequences) {
    const auto at = shared_.find(sequence.key);
    if (at == shared_.end()) {
      lone_.erase(sequence.key);
      continue;
    }
    erase_one(at->second.entries, entry_of(slot, sequence.has_gap));
    at->second.mass -= witnesses[slot].mass;
    if (at->second.entries.size() > 1) continue;
    lone_.emplace(sequence.key, at->second.entries.front());
    shared_.erase(at);
  }
}

const ToolSequences::Shared* ToolSequences::shared(PatternKey key) const {
  const auto found = shared_.find(key);
  return found == shared_.end() ? nullptr : &found->second;
}

std::size_t ToolSequences::support(PatternKey key) const {
  if (const Shared* found = shared(key)) {
    if (found->entries.size() >= gapped_support_min) return found->entries.size();
    return found->entries.size() -
           static_cast<std::size_t>(std::ranges::count_if(found->entries, has_gap));
  }
  const auto lone = lone_.find(key);
  return lone == lone_.end() || has_gap(lone->second) ? 0 : 1;
}

std::vector<WitnessId> ToolSequences::evidence(PatternKey key) const {
  std::vector<WitnessId> slots;
  if (const Shared* found = shared(key)) {
    const bool with_gaps = found->entries.size() >= gapped_support_min;
    for (const Entry entry : found->entries) {
      if (with_gaps || !has_gap(entry)) slots.push_back(slot_of(entry));
    }
  } else if (const auto lone = lone_.find(key); lone != lone_.end() && !has_gap(lone->second)) {
    slots.push_back(slot_of(lone->second));
  }
  return slots;
}

Mass ToolSequences::mass(PatternKey key, const Witnesses& witnesses) const {
  const Shared* found = shared(key);
  if (found != nullptr && found->entries.size() >= gapped_support_min) return found->mass;
  Mass sum;
  for (const WitnessId slot : evidence(key)) sum += witnesses[slot].mass;
  return sum;
}

std::vector<ToolSequence> ToolSequences::repeated() const {
  std::vector<ToolSequence> found;
  found.reserve(shared_.size());
  for (const auto& [key, sequence] : shared_) {
    found.push_back({.key = key, .names = sequence.names, .length = sequence.length});
  }
  return found;
}

bool ToolSequences::holds_with_gap(const ToolSequence& longer, PatternKey shorter) const {
  if (longer.length - 1U > gapped_tools_max) return false;
  const Shared* of_shorter = shared(shorter);
  if (of_shorter == nullptr || of_shorter->entries.size() < gapped_support_min) return false;
  const Shared* of_longer = shared(longer.key);
  return of_longer != nullptr && std::ranges::none_of(of_longer->entries, has_gap);
}

std::unordered_set<PatternKey> ToolSequences::contained(std::span<const ToolSequence> sequences,
                                                        std::uint64_t scope,
                                                        const Names& tools) const {
  // What contains a sequence is never in more episodes: as many are the same ones.
  std::unordered_set<PatternKey> keys;
  for (const ToolSequence& longer : sequences) {
    const std::size_t episodes = support(longer.key);
    if (episodes == 0 || longer.length == sequence_tools_min) continue;
    for (std::size_t without = 0; without < longer.length; ++without) {
      std::vector<NameId> rest(longer.tools().begin(), longer.tools().end());
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(without));
      const PatternKey shorter = sequence_key(rest, scope, tools);
      const bool is_end = without == 0 || without + 1U == longer.length;
      if (support(shorter) != episodes) continue;
      if (is_end || holds_with_gap(longer, shorter)) keys.insert(shorter);
    }
  }
  return keys;
}

}  // namespace memory_mcp
