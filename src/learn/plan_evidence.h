// What one past episode says of the plan of a task that is like its own: which tool came behind
// what is done already, read from its steps, the results they are said to have had, and its
// outcome. Results may be wrong, the right tool may have failed, and steps may have been detours.
#pragma once

#include <optional>
#include <span>

#include "learn/distribution.h"
#include "learn/history.h"

namespace memory_mcp {

// The last step of a success brought it forward, that of a failure did not.
inline constexpr double outcome_sure = 0.9;

// What holds for all episodes of a history.
struct Circumstances {
  double label_noise = 0;
  double skill = 0;
  Distribution anywhere;  // How often each tool is used at all.
};

struct PlanEvidence {
  // How many times likelier the episode is when its plan began with the path than when nothing is
  // known of its plan.
  double agrees = 1;
  // For each next tool, and behind them for the end: how many times likelier the episode is when
  // that came behind the path. Empty when the episode does not reach so far.
  Distribution ratio;
  // The tool it went on with, or the number behind the last tool for the end.
  std::optional<std::size_t> next;
};

// `path`: the tools that brought the task forward until now.
PlanEvidence plan_evidence(const PastEpisode& episode, std::span<const NameId> path,
                           const Circumstances& circumstances);

}  // namespace memory_mcp
