#include "learn/patterns/pattern_reading.h"

#include <algorithm>
#include <tuple>

namespace memory_mcp {
namespace {

// Established patterns first; then what was found more than once; then the rest.
int rank_of(const Rates& rates, bool is_repeated) {
  if (!is_repeated) return 2;
  return rates.is_established ? 0 : 1;
}

bool is_wanted(const PatternScope& scope, const PatternQuery& query) {
  return (!query.domain || *query.domain == scope.domain) &&
         (!query.task_type || *query.task_type == scope.task_type);
}

bool wants(const PatternQuery& query, PatternKind kind) {
  return !query.kind || *query.kind == kind;
}

bool is_of(const Rates& rates, Standing standing) {
  switch (standing) {
    case Standing::any:
      return true;
    case Standing::established:
      return rates.is_established;
    case Standing::avoided:
      return rates.is_avoided;
  }
  return true;
}

}  // namespace

PatternReading::PatternReading(const PatternBook& book, const History& history)
    : book_(book),
      history_(history),
      names_{history.tools(), history.errors()},
      remembered_from_(book.witnesses_.remembered_from()) {}

// --- Collecting ---------------------------------------------------------------------------------

void PatternReading::look_at_all(const PatternQuery& query) {
  for (const ScopeEntry& scope : book_.scopes_) {
    if (!is_wanted(scope.first, query)) continue;
    if (wants(query, PatternKind::tool_sequence)) {
      add_sequences(scope, scope.second.sequences.repeated(), {.from = 2});
    }
    if (!wants(query, PatternKind::decision_point)) continue;
    for (const auto& [key, entry] : scope.second.decisions.entries()) {
      add_decision(scope, key, entry);
    }
  }
  const auto of_scopes = static_cast<std::ptrdiff_t>(candidates_.size());
  if (wants(query, PatternKind::error_recovery)) {
    for (const auto& [key, entry] : book_.recoveries_.entries()) add_recovery(key, entry);
  }
  if (wants(query, PatternKind::context_pattern)) {
    for (const auto& found : book_.contexts_.significant()) add_context(found);
  }
  if (!query.domain && !query.task_type) return;
  // These hold wherever they were seen; they belong to the question when it was there, too.
  const auto elsewhere =
      std::remove_if(candidates_.begin() + of_scopes, candidates_.end(),
                     [&](const Candidate& candidate) { return !was_seen_in(candidate, query); });
  candidates_.erase(elsewhere, candidates_.end());
}

bool PatternReading::was_seen_in(const Candidate& candidate, const PatternQuery& query) const {
  return std::ranges::any_of(evidence(candidate), [&](WitnessId slot) {
    const PastEpisode& episode = history_.episodes().at(book_.witnesses_[slot].row);
    return is_wanted({.domain = episode.domain, .task_type = episode.task_type}, query);
  });
}

void PatternReading::look_at(PatternName name) {
  switch (name.kind) {
    case PatternKind::tool_sequence:
      for (const ScopeEntry& scope : book_.scopes_) {
        const auto slots = scope.second.sequences.evidence(name.key);
        if (slots.empty()) continue;
        const PastEpisode& episode = history_.episodes().at(book_.witnesses_[slots.front()].row);
        auto sequences = tool_sequences(episode, scope.first.part(), names_.tools);
        std::erase_if(sequences, [&](const auto& one) { return one.key != name.key; });
        add_sequences(scope, sequences, {});
      }
      return;
    case PatternKind::decision_point:
      for (const ScopeEntry& scope : book_.scopes_) {
        const auto* entry = scope.second.decisions.find(name.key);
        if (entry != nullptr) add_decision(scope, name.key, *entry);
      }
      return;
    case PatternKind::error_recovery:
      if (const auto* entry = book_.recoveries_.find(name.key)) add_recovery(name.key, *entry);
      return;
    case PatternKind::context_pattern:
      for (const auto& found : book_.contexts_.significant()) {
        if (found.key == name.key) add_context(found);
      }
      return;
  }
}

void PatternReading::look_at(HistoryRow row) {
  const auto slot = book_.witnesses_.find(row);
  if (!slot) return;
  witness_ = slot;
  const PastEpisode& episode = history_.episodes().at(row);
  const auto scope = book_.scopes_.find({.domain = episode.domain, .task_type = episode.task_type});
  const std::uint64_t part = scope->first.part();
  add_sequences(*scope, tool_sequences(episode, part, names_.tools), {});
  for (const Decision& decision : decisions(episode, part, names_)) {
    add_decision(*scope, decision.key, *scope->second.decisions.find(decision.key));
  }
  for (const Recovery& recovery : recoveries(episode, names_)) {
    add_recovery(recovery.key, *book_.recoveries_.find(recovery.key));
  }
}

void PatternReading::add(Candidate candidate, const Mass& all) {
  if (book_.is_shared()) weigh_writers(candidate);
  candidate.all = all;
  candidate.rates = rates_.of(candidate.mass, candidate.episodes, all);
  if (!candidate.is_agreed) {
    candidate.rates.is_corroborated = false;
    candidate.rates.is_established = false;
    candidate.rates.is_avoided = false;
  }
  candidates_.push_back(std::move(candidate));
}

void PatternReading::weigh_writers(Candidate& candidate) const {
  candidate.fair = evidence(candidate);
  candidate.writers = writers_of(candidate.fair, book_.witnesses_);
  candidate.is_agreed &= is_corroborated(candidate.fair, book_.witnesses_);
  const bool is_of_choices = candidate.decision != nullptr || candidate.recovery != nullptr;
  if (!candidate.is_agreed || is_of_choices) return;
  candidate.fair = fair_share(candidate.fair, book_.witnesses_);
  candidate.episodes = candidate.fair.size();
  candidate.mass = {};
  for (const WitnessId slot : candidate.fair) candidate.mass += book_.witnesses_[slot].mass;
}

bool PatternReading::is_forgotten(std::span<const WitnessId> slots) const {
  return book_.witnesses_[slots.front()].when < remembered_from_;
}

void PatternReading::add_sequences(const ScopeEntry& scope, std::span<const ToolSequence> sequences,
                                   Range wanted) {
  const ToolSequences& all = scope.second.sequences;
  for (const ToolSequence& sequence : sequences) {
    const PatternKey key = sequence.key;
    const std::size_t episodes = all.support(key);
    if (episodes < wanted.from || episodes > wanted.to) continue;
    // This episode has it with a gap, which does not count yet; others have it without.
    if (sequence.has_gap && episodes < gapped_support_min) continue;
    if (episodes == 1 && is_forgotten(all.evidence(key))) continue;
    add({.name = {PatternKind::tool_sequence, key},
         .scope = &scope,
         .episodes = episodes,
         .mass = all.mass(key, book_.witnesses_),
         .is_repeated = episodes > 1,
         .sequence = sequence},
        scope.second.mass.fair());
  }
}

void PatternReading::add_lone_sequences(const PatternQuery& query) {
  for (const auto& [row, slot] : book_.witnesses_.slots()) {
    if (book_.witnesses_[slot].when < remembered_from_) continue;
    const PastEpisode& episode = history_.episodes().at(row);
    const PatternScope where{.domain = episode.domain, .task_type = episode.task_type};
    if (!is_wanted(where, query)) continue;
    const auto scope = book_.scopes_.find(where);
    add_sequences(*scope, tool_sequences(episode, where.part(), names_.tools), {.to = 1});
  }
}

void PatternReading::add_decision(const ScopeEntry& scope, PatternKey key,
                                  const DecisionPoints::Entry& entry) {
  if (!is_decision_point(entry)) return;
  if (entry.episodes == 1 && is_forgotten(entry.slots())) return;
  Candidate candidate{
      .name = {PatternKind::decision_point, key},
      .scope = &scope,
      .is_repeated = std::ranges::any_of(
          entry.choices, [](const auto& choice) { return choice.slots.size() > 1; }),
      .decision = &entry};
  if (book_.is_shared()) {
    const auto agreed = agreed_part(entry, book_.witnesses_, is_decision_point);
    candidate.is_agreed = agreed.has_value();
    if (agreed) candidate.decision = &agreed_decisions_.emplace_back(*agreed);
  }
  const auto usual = usual_choice(*candidate.decision, names_);
  candidate.episodes = usual.size();
  for (const WitnessId slot : usual) candidate.mass += book_.witnesses_[slot].mass;
  add(std::move(candidate), scope.second.mass.fair());
}

void PatternReading::add_recovery(PatternKey key, const ErrorRecoveries::Entry& entry) {
  if (entry.episodes == 1 && is_forgotten(entry.slots())) return;
  Candidate candidate{.name = {PatternKind::error_recovery, key},
                      .episodes = entry.episodes,
                      .mass = entry.mass,
                      .is_repeated = entry.episodes > 1,
                      .recovery = &entry};
  if (book_.is_shared()) {
    const auto agreed = agreed_part(entry, book_.witnesses_, has_recovery);
    candidate.is_agreed = agreed.has_value();
    if (agreed) {
      candidate.recovery = &agreed_recoveries_.emplace_back(*agreed);
      candidate.episodes = agreed->episodes;
      candidate.mass = recovered_mass(*agreed, book_.witnesses_);
    }
  }
  add(std::move(candidate), book_.recovery_mass_.fair());
}

void PatternReading::add_context(const ContextPatterns::Found& found) {
  add({.name = {PatternKind::context_pattern, found.key},
       .episodes = found.set.episodes,
       .mass = found.set.mass,
       .is_repeated = true,
       .set = found.set},
      book_.mass_.fair());
}

// --- Telling ------------------------------------------------------------------------------------

std::vector<Pattern> PatternReading::tell(const PatternQuery& query) {
  std::vector<Pattern> told;
  tell(query, told);
  return told;
}

std::vector<Pattern> PatternReading::tell_all(const PatternQuery& query) {
  std::vector<Pattern> told;
  look_at_all(query);
  tell(query, told);
  if (told.size() < query.patterns_max && query.occurrences_min <= 1 &&
      wants(query, PatternKind::tool_sequence)) {
    candidates_.clear();
    add_lone_sequences(query);
    tell(query, told);
  }
  return told;
}

FedPatterns PatternReading::tell_fed(HistoryRow row, std::size_t each_max) {
  FedPatterns fed;
  if (candidates_.empty()) return fed;
  const double success = history_.episodes().at(row).success;
  put_best_first();
  for (const Candidate& candidate : candidates_) {
    if (is_contained(candidate)) continue;
    auto& list = occurrences(candidate) == 1               ? fed.begun
                 : success >= candidate.rates.success_rate ? fed.strengthened
                                                           : fed.weakened;
    // What is left out is not worked out: it may have thousands of episodes.
    if (list.size() < each_max) list.push_back(pattern(candidate, PatternQuery{}.evidence_max));
  }
  return fed;
}

void PatternReading::put_best_first() {
  std::ranges::sort(candidates_, {}, [](const Candidate& one) {
    return std::tuple(rank_of(one.rates, one.is_repeated), -one.rates.low,
                      -static_cast<std::int64_t>(one.episodes), one.name);
  });
}

void PatternReading::tell(const PatternQuery& query, std::vector<Pattern>& told) {
  std::erase_if(candidates_, [&](const Candidate& one) {
    return one.episodes < query.occurrences_min || !is_of(one.rates, query.standing);
  });
  put_best_first();
  for (const Candidate& candidate : candidates_) {
    if (told.size() >= query.patterns_max) break;
    if (!keeps_contained_ && is_contained(candidate)) continue;
    if (has_tools(candidate, query.tools)) told.push_back(pattern(candidate, query.evidence_max));
  }
}

bool PatternReading::has_tools(const Candidate& candidate,
                               std::span<const std::string> wanted) const {
  if (wanted.empty()) return true;
  const auto used = tools(candidate);
  return std::ranges::all_of(
      wanted, [&](const std::string& tool) { return std::ranges::find(used, tool) != used.end(); });
}

// Whatever contains it in the same episodes is in any one of them.
bool PatternReading::is_contained(const Candidate& candidate) {
  if (candidate.name.kind != PatternKind::tool_sequence) return false;
  const ToolSequences& all = candidate.scope->second.sequences;
  const WitnessId slot = witness_ ? *witness_ : all.evidence(candidate.name.key).front();
  const auto [at, is_new] = contained_in_.try_emplace(slot);
  if (is_new) {
    const PastEpisode& episode = history_.episodes().at(book_.witnesses_[slot].row);
    const std::uint64_t scope = candidate.scope->first.part();
    at->second = all.contained(tool_sequences(episode, scope, names_.tools), scope, names_.tools);
  }
  return at->second.contains(candidate.name.key);
}

}  // namespace memory_mcp
