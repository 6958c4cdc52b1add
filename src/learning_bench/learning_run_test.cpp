#include "learning_bench/learning_run.h"

#include <gtest/gtest.h>

#include <map>

#include "base/log.h"
#include "learning_bench/agent.h"
#include "learning_bench/learning_curve.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

std::vector<ArmRun> run_quietly(const LearningSetup& setup) {
  set_log_level(LogLevel::off);
  return must(run_learning(setup, [](std::size_t, std::size_t) {}));
}

// Knows the plans.
class Oracle final : public Arm {
 public:
  explicit Oracle(const WorldTask& task) : task_(task) {}
  Status begin(const std::string& /*task*/) override { return Done{}; }
  Result<Counsel> counsel(const TaskState& state) override {
    return Counsel{.tool = task_.plan[state.done.size()], .avoid = {}};
  }
  Status record(const std::string& /*tool*/, bool seemed_right) override {
    wrong_results += seemed_right ? 0 : 1;
    return Done{};
  }
  Status end(bool /*success*/) override { return Done{}; }

  std::size_t wrong_results = 0;

 private:
  const WorldTask& task_;
};

TEST(Agent, does_what_it_is_told) {
  for (const WorldTask& task : make_world(1, 50)) {
    Oracle oracle(task);
    Choice choice(1, 0, 0);
    EXPECT_TRUE(must(do_task(task, oracle, 0, choice)));
    EXPECT_EQ(oracle.wrong_results, 0U);
  }
}

TEST(Agent, sees_how_a_step_really_was_when_its_result_is_recorded_wrong) {
  for (const WorldTask& task : make_world(1, 50)) {
    Oracle oracle(task);
    Choice choice(1, 0, 0);
    EXPECT_TRUE(must(do_task(task, oracle, 1, choice)));
    EXPECT_EQ(oracle.wrong_results, task.plan.size());
  }
}

TEST(Learning, is_worth_more_than_imitation_and_that_more_than_no_memory) {
  std::map<ArmKind, double> last_half;
  for (const ArmRun& run : run_quietly({.seed = 1, .seeds = 1, .episodes = 300})) {
    last_half[run.arm] = share_done(run, 150, 300);
  }
  EXPECT_GT(last_half[ArmKind::memory], last_half[ArmKind::success_imitation] + 0.15);
  EXPECT_GT(last_half[ArmKind::success_imitation], last_half[ArmKind::no_memory] + 0.05);
  EXPECT_GT(last_half[ArmKind::no_memory], last_half[ArmKind::imitation] + 0.05);
}

TEST(Learning, is_the_same_for_the_same_seed) {
  const LearningSetup setup{.seed = 3, .seeds = 2, .episodes = 60, .noise = 0.2};
  const auto one = run_quietly(setup);
  const auto other = run_quietly(setup);
  ASSERT_EQ(one.size(), names_of(ArmKind{}).size());
  ASSERT_EQ(other.size(), one.size());
  ASSERT_EQ(one.front().done.size(), setup.seeds);
  ASSERT_EQ(one.front().done.front().size(), setup.episodes);
  for (std::size_t arm = 0; arm < one.size(); ++arm) EXPECT_EQ(one[arm].done, other[arm].done);
}

TEST(Learning, tells_how_far_it_is) {
  std::size_t told = 0;
  std::size_t of = 0;
  set_log_level(LogLevel::off);
  must(run_learning({.seed = 1, .seeds = 2, .episodes = 48},
                    [&](std::size_t done, std::size_t total) {
                      EXPECT_EQ(done, told++);
                      of = total;
                    }));
  EXPECT_EQ(told, 4U * 2 * 48);  // Arms, worlds, tasks.
  EXPECT_EQ(of, told);
}

}  // namespace
}  // namespace memory_mcp
