#include "learn/step_tally.h"

namespace memory_mcp {
namespace {

bool succeeded(const Step& step) {
  return step.result && step.result->type == StepResultType::success;
}

bool is_recovered(const std::vector<Step>& steps, std::size_t failed) {
  constexpr std::size_t any_tool_within = 3;
  for (std::size_t later = failed + 1; later < steps.size(); ++later) {
    const bool counts =
        steps[later].tool == steps[failed].tool || later - failed <= any_tool_within;
    if (counts && succeeded(steps[later])) return true;
  }
  return false;
}

}  // namespace

StepTally tally_steps(const Episode& episode) {
  const bool failed = episode.outcome && episode.outcome->type == OutcomeType::failure;
  StepTally tally;
  for (std::size_t i = 0; i < episode.steps.size(); ++i) {
    const Step& step = episode.steps[i];
    if (!step.result) continue;
    if (succeeded(step)) {
      ++tally.successes;
    } else {
      ++tally.errors;
      if (!failed && is_recovered(episode.steps, i)) ++tally.recovered;
    }
  }
  return tally;
}

}  // namespace memory_mcp
