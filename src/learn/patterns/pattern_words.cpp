// How PatternReading puts what it has collected into words, with its evidence.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "learn/patterns/pattern_reading.h"
#include "learn/sentence.h"

namespace memory_mcp {

// --- In words -----------------------------------------------------------------------------------

std::vector<WitnessId> PatternReading::evidence(const Candidate& candidate) const {
  if (!candidate.fair.empty()) return candidate.fair;
  const PatternKey key = candidate.name.key;
  switch (candidate.name.kind) {
    case PatternKind::tool_sequence:
      return candidate.scope->second.sequences.evidence(key);
    case PatternKind::decision_point:
      return candidate.decision->slots();
    case PatternKind::error_recovery:
      return candidate.recovery->slots();
    case PatternKind::context_pattern:
      return book_.contexts_.evidence(candidate.set);
  }
  return {};
}

std::size_t PatternReading::occurrences(const Candidate& candidate) const {
  if (!candidate.fair.empty()) return candidate.fair.size();
  return candidate.decision == nullptr ? candidate.episodes : candidate.decision->episodes;
}

std::vector<std::string> PatternReading::tools(const Candidate& candidate) const {
  switch (candidate.name.kind) {
    case PatternKind::tool_sequence:
      return texts_of(candidate.sequence.tools(), names_.tools);
    case PatternKind::decision_point:
      return next_tools(*candidate.decision, names_);
    case PatternKind::error_recovery:
      return recovery_tools(*candidate.recovery, names_);
    case PatternKind::context_pattern:
      return usual_tools(evidence(candidate));
  }
  return {};
}

std::vector<std::string> PatternReading::usual_tools(std::span<const WitnessId> slots) const {
  constexpr std::size_t tools_max = 5;
  std::map<std::string, std::vector<WitnessId>> episodes_with;
  for (const WitnessId slot : slots) {
    std::vector<NameId> used = succeeded_tools(history_.episodes().at(book_.witnesses_[slot].row));
    std::ranges::sort(used);
    used.erase(std::unique(used.begin(), used.end()), used.end());
    for (const NameId tool : used) episodes_with[names_.tools.text(tool)].push_back(slot);
  }
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& [tool, episodes] : episodes_with) {
    if (2 * episodes.size() < slots.size()) continue;
    if (book_.is_shared() && !is_corroborated(episodes, book_.witnesses_)) continue;
    ranked.emplace_back(slots.size() - episodes.size(), tool);
  }
  std::ranges::sort(ranked);
  std::vector<std::string> usual;
  for (std::size_t i = 0; i < std::min(tools_max, ranked.size()); ++i) {
    usual.push_back(ranked[i].second);
  }
  return usual;
}

std::string PatternReading::sentence(const Candidate& candidate,
                                     std::span<const WitnessId> slots) const {
  switch (candidate.name.kind) {
    case PatternKind::tool_sequence:
      break;
    case PatternKind::decision_point:
      return decision_sentence(*candidate.decision, names_, book_.witnesses_);
    case PatternKind::error_recovery:
      return recovery_sentence(*candidate.recovery, names_);
    case PatternKind::context_pattern: {
      const auto usual = tools(candidate);
      const std::string said =
          context_sentence(book_.contexts_.items(candidate.set), candidate.set, book_.contexts_);
      return usual.empty() ? said : said + "; usual tools: " + joined(usual, ", ");
    }
  }
  const auto succeeded = static_cast<std::size_t>(std::ranges::count_if(
      slots, [&](WitnessId slot) { return book_.witnesses_[slot].has_succeeded; }));
  return joined(tools(candidate), " → ") + ": " + std::to_string(succeeded) + " of " +
         std::to_string(slots.size()) + " succeeded (base " +
         percent(candidate.scope->second.mass.fair().share(0)) + ")";
}

PatternEvidence PatternReading::evidence_of(const Candidate& candidate, WitnessId slot) const {
  const Witness& witness = book_.witnesses_[slot];
  const PastEpisode& episode = history_.episodes().at(witness.row);
  PatternEvidence evidence{.row = witness.row,
                           .weight = static_cast<double>(witness.mass.weight) / 10,
                           .success = episode.success,
                           .when = witness.when};
  if (candidate.name.kind != PatternKind::error_recovery) return evidence;
  for (const Recovery& recovery : recoveries(episode, names_)) {
    if (recovery.key != candidate.name.key) continue;
    evidence.success = recovery.way.end == RecoveryEnd::never ? 0 : 1;
  }
  return evidence;
}

Pattern PatternReading::pattern(const Candidate& candidate, std::size_t evidence_max) const {
  std::vector<WitnessId> slots = evidence(candidate);
  Pattern pattern{.name = candidate.name,
                  .description = sentence(candidate, slots),
                  .tools = tools(candidate),
                  .domain = {},
                  .task_type = {},
                  .occurrences = slots.size(),
                  .writers = book_.is_shared() ? std::optional(candidate.writers) : std::nullopt,
                  .first_seen = {},
                  .last_seen = {},
                  .evidence = {},
                  .weighed = candidate.episodes,
                  .mass = candidate.mass,
                  .all = candidate.all,
                  .rates = candidate.rates};
  if (candidate.scope != nullptr) {
    pattern.domain = candidate.scope->first.domain;
    pattern.task_type = candidate.scope->first.task_type;
  }
  const auto newest_first = [&](WitnessId slot) {
    const Witness& witness = book_.witnesses_[slot];
    return std::pair(-witness.when.ms, -witness.row);
  };
  const auto [newest, oldest] = std::ranges::minmax_element(slots, {}, newest_first);
  pattern.last_seen = book_.witnesses_[*newest].when;
  pattern.first_seen = book_.witnesses_[*oldest].when;
  const auto told = std::min(slots.size(), evidence_max);
  std::ranges::partial_sort(slots, slots.begin() + static_cast<std::ptrdiff_t>(told), {},
                            newest_first);
  for (std::size_t i = 0; i < told; ++i) {
    pattern.evidence.push_back(evidence_of(candidate, slots[i]));
  }
  return pattern;
}

}  // namespace memory_mcp
