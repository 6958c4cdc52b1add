#include "learning_bench/learning_curve.h"

#include "learning_bench/world.h"

namespace memory_mcp {
namespace {

// As long as makes one task more or less a small step.
constexpr std::size_t recovery_window = 50;

std::size_t tasks_of(const ArmRun& run) { return run.done.empty() ? 0 : run.done.front().size(); }

}  // namespace

double share_done(const ArmRun& run, std::size_t begin, std::size_t end) {
  std::size_t done = 0;
  for (const std::vector<bool>& world : run.done) {
    for (std::size_t task = begin; task < end; ++task) done += world[task] ? 1 : 0;
  }
  const std::size_t all = run.done.size() * (end - begin);
  return all == 0 ? 0 : static_cast<double>(done) / static_cast<double>(all);
}

double share_done(const ArmRun& run) { return share_done(run, 0, tasks_of(run)); }

std::vector<double> shares_by_part(const ArmRun& run, std::size_t parts) {
  const std::size_t tasks = tasks_of(run);
  std::vector<double> shares;
  for (std::size_t part = 0; part < parts; ++part) {
    shares.push_back(share_done(run, part * (tasks / parts),
                                part + 1 == parts ? tasks : (part + 1) * (tasks / parts)));
  }
  return shares;
}

std::optional<std::size_t> tasks_to_recover(const ArmRun& run) {
  if (run.arm == ArmKind::no_memory) return std::nullopt;
  const std::size_t tasks = tasks_of(run);
  const std::size_t change = change_of_plans(tasks);
  const double wanted = 0.9 * share_done(run, change - tasks / 6, change);
  for (std::size_t end = change + recovery_window; end <= tasks; ++end) {
    if (share_done(run, end - recovery_window, end) >= wanted) return end - change;
  }
  return std::nullopt;
}

}  // namespace memory_mcp
