// Works patterns out of a book and its history, for one question.
#pragma once

#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "learn/history.h"
#include "learn/patterns/pattern_book.h"

namespace memory_mcp {

class PatternReading {
 public:
  // Both outlive the reading.
  PatternReading(const PatternBook& book, const History& history);

  // Everything that is asked for, best first.
  std::vector<Pattern> tell_all(const PatternQuery& query);

  // Collect what there is to choose from.
  void look_at(PatternName name);
  void look_at(HistoryRow row);
  void look_at(const ContextPatterns::Found& found) { add_context(found); }
  // Also those of which a longer sequence says all.
  void keep_contained() { keeps_contained_ = true; }

  // What was collected, best first.
  std::vector<Pattern> tell(const PatternQuery& query);
  // The same as what that episode, in which all of it is, made of it.
  FedPatterns tell_fed(HistoryRow row, std::size_t each_max);

 private:
  using ScopeEntry = std::pair<const PatternScope, PatternBook::ScopeBook>;

  // A pattern before it is put into words.
  struct Candidate {
    PatternName name;
    const ScopeEntry* scope = nullptr;
    std::size_t episodes = 0;
    Mass mass;
    Mass all = {};             // Of those among which it was found.
    bool is_repeated = false;  // More than once the same was done.
    Rates rates = {};
    ToolSequence sequence = {};                        // Of a tool_sequence.
    const DecisionPoints::Entry* decision = nullptr;   // Of a decision_point.
    const ErrorRecoveries::Entry* recovery = nullptr;  // Of an error_recovery.
    ContextSet set = {};                               // Of a context_pattern.
    // Where several writers record: the episodes that count, and whether they agree.
    std::vector<WitnessId> fair = {};
    std::size_t writers = 0;
    bool is_agreed = true;
  };

  void look_at_all(const PatternQuery& query);
  bool was_seen_in(const Candidate& candidate, const PatternQuery& query) const;
  void add(Candidate candidate, const Mass& all);  // Found among them.
  // Where several writers record: what they agree on, and whether they do.
  void weigh_writers(Candidate& candidate) const;
  struct Range {
    std::size_t from = 1;
    std::size_t to = std::numeric_limits<std::size_t>::max();
  };
  void add_sequences(const ScopeEntry& scope, std::span<const ToolSequence> sequences,
                     Range episodes);
  void add_decision(const ScopeEntry& scope, PatternKey key, const DecisionPoints::Entry& entry);
  void add_recovery(PatternKey key, const ErrorRecoveries::Entry& entry);
  void add_context(const ContextPatterns::Found& found);
  // Sequences of one episode only, of those that are remembered: there may be very many.
  void add_lone_sequences(const PatternQuery& query);
  // Of those of one episode.
  bool is_forgotten(std::span<const WitnessId> slots) const;
  // Whether a longer sequence says all that this one does.
  bool is_contained(const Candidate& candidate);
  bool has_tools(const Candidate& candidate, std::span<const std::string> wanted) const;
  void put_best_first();
  void tell(const PatternQuery& query, std::vector<Pattern>& told);

  std::size_t occurrences(const Candidate& candidate) const;
  std::vector<WitnessId> evidence(const Candidate& candidate) const;
  std::vector<std::string> tools(const Candidate& candidate) const;
  std::string sentence(const Candidate& candidate, std::span<const WitnessId> slots) const;
  Pattern pattern(const Candidate& candidate, std::size_t evidence_max) const;
  PatternEvidence evidence_of(const Candidate& candidate, WitnessId slot) const;
  std::vector<std::string> usual_tools(std::span<const WitnessId> slots) const;

  const PatternBook& book_;
  const History& history_;
  PastNames names_;
  Timestamp remembered_from_;
  RatesTable rates_;
  std::vector<Candidate> candidates_;
  bool keeps_contained_ = false;
  std::optional<WitnessId> witness_;  // Of everything that is looked at.
  std::unordered_map<WitnessId, std::unordered_set<PatternKey>> contained_in_;
  // Without what only one writer did, where others agree; candidates point to them.
  std::deque<DecisionPoints::Entry> agreed_decisions_;
  std::deque<ErrorRecoveries::Entry> agreed_recoveries_;
};

}  // namespace memory_mcp
