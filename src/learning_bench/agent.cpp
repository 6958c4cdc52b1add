#include "learning_bench/agent.h"

namespace memory_mcp {
namespace {

constexpr std::size_t right_in_100 = 45;
constexpr std::size_t misses_max = 3;

std::string own_choice(const std::string& right, const TaskState& state,
                       const std::set<std::string>& avoid, Choice& choice) {
  if (choice.below(100) < right_in_100) return right;
  std::vector<std::string> open;
  for (const std::string& tool : world_tools()) {
    if (!state.tried.contains(tool) && !avoid.contains(tool)) open.push_back(tool);
  }
  return open.empty() ? choice.of(world_tools()) : choice.of(open);
}

bool happens(double probability, Choice& choice) {
  constexpr std::size_t parts = 1'000'000;
  return static_cast<double>(choice.below(parts)) < probability * parts;
}

}  // namespace

Result<bool> do_task(const WorldTask& task, Arm& arm, double noise, Choice& choice) {
  TRY(arm.begin(task.text));
  TaskState state;
  while (state.done.size() < task.plan.size() && state.misses() < misses_max) {
    const std::string& right = task.plan[state.done.size()];
    const Counsel counsel = TRY(arm.counsel(state));
    const std::string tool =
        counsel.tool ? *counsel.tool : own_choice(right, state, counsel.avoid, choice);
    const bool helped = tool == right;
    TRY(arm.record(tool, helped != happens(noise, choice)));
    ++state.attempts;
    if (helped) {
      state.done.push_back(tool);
      state.tried.clear();
    } else {
      state.tried.insert(tool);
    }
  }
  const bool success = state.done.size() == task.plan.size();
  TRY(arm.end(success));
  return success;
}

}  // namespace memory_mcp
