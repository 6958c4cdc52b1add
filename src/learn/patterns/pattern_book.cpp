#include "learn/patterns/pattern_book.h"

#include <array>

#include "base/check.h"
#include "learn/history.h"
#include "learn/patterns/pattern_reading.h"

namespace memory_mcp {
namespace {

Mass recovery_mass(const Recovery& recovery, const PastEpisode& episode) {
  return mass_of(recovery.way.end == RecoveryEnd::never ? 0 : 1, episode.quality_as_evidence);
}

}  // namespace

std::uint64_t PatternScope::part() const {
  return part_of_key(domain + '\n' + std::to_string(static_cast<int>(task_type)));
}

void PatternBook::put(HistoryRow row, const PastEpisode& episode, const PastNames& names) {
  if (!episode.is_completed()) return;
  CHECK(!witnesses_.find(row));
  const WitnessId slot = witnesses_.add(row, episode);
  const Mass& mass = witnesses_[slot].mass;
  mass_.add(episode.writer, mass);
  const PatternScope scope{.domain = episode.domain, .task_type = episode.task_type};
  ScopeBook& here = scopes_[scope];
  here.mass.add(episode.writer, mass);
  here.sequences.add(tool_sequences(episode, scope.part(), names.tools), slot, witnesses_);
  for (const Decision& decision : decisions(episode, scope.part(), names)) {
    here.decisions.add(decision.key, decision.state, decision.next, slot, mass);
  }
  for (const Recovery& recovery : recoveries(episode, names)) {
    const Mass recovered = recovery_mass(recovery, episode);
    recoveries_.add(recovery.key, recovery.state, std::array{recovery.way}, slot, recovered);
    recovery_mass_.add(episode.writer, recovered);
  }
  contexts_.add(episode, slot, witnesses_);
}

void PatternBook::remove(HistoryRow row, const PastEpisode& episode, const PastNames& names) {
  const auto slot = witnesses_.find(row);
  if (!slot) return;
  const Mass mass = witnesses_[*slot].mass;
  contexts_.remove(*slot, witnesses_);
  for (const Recovery& recovery : recoveries(episode, names)) {
    const Mass recovered = recovery_mass(recovery, episode);
    recoveries_.remove(recovery.key, std::array{recovery.way}, *slot, recovered);
    recovery_mass_.subtract(episode.writer, recovered);
  }
  const PatternScope scope{.domain = episode.domain, .task_type = episode.task_type};
  ScopeBook& here = scopes_.at(scope);
  for (const Decision& decision : decisions(episode, scope.part(), names)) {
    here.decisions.remove(decision.key, decision.next, *slot, mass);
  }
  here.sequences.remove(tool_sequences(episode, scope.part(), names.tools), *slot, witnesses_);
  here.mass.subtract(episode.writer, mass);
  mass_.subtract(episode.writer, mass);
  if (here.mass.all().weight == 0) scopes_.erase(scope);
  witnesses_.remove(*slot);
}

std::vector<Pattern> PatternBook::find(const PatternQuery& query, const History& history) const {
  return PatternReading(*this, history).tell_all(query);
}

std::optional<Pattern> PatternBook::find(std::string_view id, const History& history,
                                         std::size_t evidence_max) const {
  const auto name = PatternName::from_id(id);
  if (!name) return std::nullopt;
  PatternReading reading(*this, history);
  reading.look_at(*name);
  reading.keep_contained();
  const std::vector<Pattern> found = reading.tell({.evidence_max = evidence_max});
  return found.empty() ? std::nullopt : std::optional(found.front());
}

FedPatterns PatternBook::fed_by(HistoryRow row, const History& history,
                                std::size_t each_max) const {
  PatternReading reading(*this, history);
  reading.look_at(row);
  return reading.tell_fed(row, each_max);
}

std::size_t PatternBook::size() const {
  std::size_t count = recoveries_.entries().size();
  for (const auto& [scope, here] : scopes_) {
    count += here.sequences.repeated_count();
    for (const auto& [key, entry] : here.decisions.entries()) count += is_decision_point(entry);
  }
  return count;
}

std::vector<PatternName> PatternBook::names_fed_by(HistoryRow row, const History& history) const {
  std::vector<PatternName> names;
  if (!witnesses_.find(row)) return names;
  const PastNames past{history.tools(), history.errors()};
  const PastEpisode& episode = *history.find(row);
  const PatternScope scope{.domain = episode.domain, .task_type = episode.task_type};
  const ScopeBook& here = scopes_.at(scope);
  for (const ToolSequence& one : tool_sequences(episode, scope.part(), past.tools)) {
    if (one.has_gap && here.sequences.support(one.key) < gapped_support_min) continue;
    names.push_back({PatternKind::tool_sequence, one.key});
  }
  for (const Decision& one : decisions(episode, scope.part(), past)) {
    if (!is_decision_point(*here.decisions.find(one.key))) continue;
    names.push_back({PatternKind::decision_point, one.key});
  }
  for (const Recovery& one : recoveries(episode, past)) {
    names.push_back({PatternKind::error_recovery, one.key});
  }
  return names;
}

}  // namespace memory_mcp
