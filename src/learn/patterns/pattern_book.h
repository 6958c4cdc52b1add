// All patterns of one namespace. A derived view that grows with each completed episode: what an
// episode brings is taken away again with it, and a book that has grown equals one that was begun
// anew with the same episodes, whatever their order.
//
// Patterns are worked out when they are asked for, from the counts kept here and the episodes
// themselves.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "learn/past_episode.h"
#include "learn/patterns/context_pattern.h"
#include "learn/patterns/corroboration.h"
#include "learn/patterns/decision_point.h"
#include "learn/patterns/error_recovery.h"
#include "learn/patterns/pattern.h"
#include "learn/patterns/tool_sequence.h"
#include "learn/patterns/witnesses.h"

namespace memory_mcp {

class History;

// What sequences and decisions are compared within.
struct PatternScope {
  std::string domain;
  TaskType task_type = TaskType::other;

  auto operator<=>(const PatternScope&) const = default;
  std::uint64_t part() const;  // Of keys.
};

enum class Standing { any, established, avoided };

constexpr auto names_of(Standing) {
  using namespace std::literals;
  return std::array{std::pair{Standing::any, "any"sv},
                    std::pair{Standing::established, "established"sv},
                    std::pair{Standing::avoided, "avoided"sv}};
}

struct PatternQuery {
  std::optional<std::string> domain;  // With one of these two, patterns that hold anywhere are told
  std::optional<TaskType> task_type;  // only if they were seen there.
  std::optional<PatternKind> kind;
  std::vector<std::string> tools;  // All of them are in the pattern.
  Standing standing = Standing::any;
  std::size_t occurrences_min = 1;
  std::size_t patterns_max = 100;
  std::size_t evidence_max = 5;
};

// What an episode is evidence of, each list best first.
struct FedPatterns {
  std::vector<Pattern> begun;  // It is the first.
  std::vector<Pattern> strengthened;
  std::vector<Pattern> weakened;

  bool operator==(const FedPatterns&) const = default;
};

// Readers may run beside each other, and not beside a writer. What is read is read with the history
// that the episodes were taken from.
class PatternBook {
 public:
  struct ScopeBook {
    MassByWriter mass;
    ToolSequences sequences;
    DecisionPoints decisions;
  };

  // A completed episode, with all its steps; of an open one nothing is learnt.
  void put(HistoryRow row, const PastEpisode& episode, const PastNames& names);
  // As it was when it was put.
  void remove(HistoryRow row, const PastEpisode& episode, const PastNames& names);

  // Best first: established ones, then those found more than once, then the rest, and each by where
  // their success lies at least. Sequences of one episode alone are last.
  std::vector<Pattern> find(const PatternQuery& query, const History& history) const;
  std::optional<Pattern> find(std::string_view id, const History& history,
                              std::size_t evidence_max = 5) const;
  // Up to `each_max` in each list. Without context patterns: whether one stands depends on all of
  // them, and is worked out by find().
  FedPatterns fed_by(HistoryRow row, const History& history, std::size_t each_max) const;

  // The same by name alone; candidates and those of one episode too.
  std::vector<PatternName> names_fed_by(HistoryRow row, const History& history) const;

  const std::map<PatternScope, ScopeBook>& scopes() const { return scopes_; }
  const ErrorRecoveries& error_recoveries() const { return recoveries_; }
  const ContextPatterns& contexts() const { return contexts_; }

  std::size_t episodes() const { return witnesses_.size(); }
  // Whether they are of several writers.
  bool is_shared() const { return mass_.writers() > 1; }
  // Sequences of several episodes, decision points and recoveries. Looks at each decision.
  std::size_t size() const;
  // The day of the newest episode, from which ages are reckoned.
  Timestamp newest_day() const { return witnesses_.newest_day(); }

 private:
  friend class PatternReading;

  Witnesses witnesses_;
  MassByWriter mass_;
  std::map<PatternScope, ScopeBook> scopes_;
  ErrorRecoveries recoveries_;
  MassByWriter recovery_mass_;
  ContextPatterns contexts_;
};

}  // namespace memory_mcp
