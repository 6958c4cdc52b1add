#include "learning_bench/learning_run.h"

#include "learning_bench/agent.h"

namespace memory_mcp {
namespace {

// Apart from those that a world is made of.
constexpr std::size_t agent_part = 100;

Result<std::vector<bool>> done_in_world(ArmKind kind, const std::vector<WorldTask>& world,
                                        std::uint64_t seed, double noise,
                                        const std::function<void()>& on_task) {
  const std::unique_ptr<Arm> arm = TRY(make_arm(kind));
  std::vector<bool> done;
  for (std::size_t number = 0; number < world.size(); ++number) {
    on_task();
    // Of each task anew, so that all arms begin it with the same luck.
    Choice choice(seed, number, agent_part);
    done.push_back(TRY(do_task(world[number], *arm, noise, choice)));
  }
  return done;
}

}  // namespace

Result<std::vector<ArmRun>> run_learning(const LearningSetup& setup, const OnTask& on_task) {
  const auto arms = names_of(ArmKind{});
  const std::size_t total = arms.size() * setup.seeds * setup.episodes;
  std::size_t begun = 0;
  std::vector<ArmRun> runs;
  for (const auto& [arm, name] : arms) {
    ArmRun& run = runs.emplace_back(ArmRun{.arm = arm, .done = {}});
    for (std::uint64_t seed = setup.seed; seed < setup.seed + setup.seeds; ++seed) {
      run.done.push_back(TRY(done_in_world(arm, make_world(seed, setup.episodes), seed, setup.noise,
                                           [&] { on_task(begun++, total); })));
    }
  }
  return runs;
}

}  // namespace memory_mcp
