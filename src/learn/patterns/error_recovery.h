// What helped when the same tool failed in the same way, in any kind of task.
#pragma once

#include <string>
#include <vector>

#include "learn/past_episode.h"
#include "learn/patterns/choice_table.h"
#include "learn/patterns/pattern_key.h"

namespace memory_mcp {

struct ErrorState {
  NameId tool = no_name;
  NameId error = no_name;  // None when it did not say why.

  auto operator<=>(const ErrorState&) const = default;
};

enum class RecoveryEnd {
  again,    // The same tool succeeded after all.
  without,  // The task succeeded without it.
  never
};

// The tools that succeeded between the error and its end, at most recovery_tools_max of the last.
struct RecoveryWay {
  RecoveryEnd end = RecoveryEnd::never;
  std::vector<NameId> tools;

  auto operator<=>(const RecoveryWay&) const = default;
};

inline constexpr std::size_t recovery_tools_max = 5;

using ErrorRecoveries = ChoiceTable<ErrorState, RecoveryWay>;

// How an episode came out of one kind of error, the last time it met it.
struct Recovery {
  PatternKey key = 0;
  ErrorState state;
  RecoveryWay way;
};

PatternKey recovery_key(const ErrorState& state, const PastNames& names);
// Each kind of error once, in the order in which they came first.
std::vector<Recovery> recoveries(const PastEpisode& episode, const PastNames& names);

// Whether anything helped.
bool has_recovery(const ErrorRecoveries::Entry& entry);
// How much of its episodes recovered.
Mass recovered_mass(const ErrorRecoveries::Entry& entry, const Witnesses& witnesses);

// The tool that failed, then those of the way that most took.
std::vector<std::string> recovery_tools(const ErrorRecoveries::Entry& entry,
                                        const PastNames& names);
// "When http_get fails with ‘connection refused’: start_server, then http_get again (4 of 4)".
std::string recovery_sentence(const ErrorRecoveries::Entry& entry, const PastNames& names);

}  // namespace memory_mcp
