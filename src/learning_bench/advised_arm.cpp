#include "learning_bench/advised_arm.h"

#include <algorithm>

#include "learning_bench/episode_record.h"
#include "learning_bench/told_actions.h"
#include "learning_bench/world.h"

namespace memory_mcp {
namespace {

bool is_tool(const std::string& name) {
  return std::ranges::find(world_tools(), name) != world_tools().end();
}

class AdvisedArm final : public Arm {
 public:
  explicit AdvisedArm(ToolClient client) : client_(std::move(client)), episode_(client_) {}

  Status begin(const std::string& task) override {
    task_ = task;
    return episode_.begin(task);
  }

  Result<Counsel> counsel(const TaskState& state) override {
    const Json answer = TRY(client_.call("recommend_patterns", {{"task_description", task_},
                                                                {"domain", bench_domain},
                                                                {"episode_id", episode_.id()},
                                                                {"last_tools", state.done}}));
    Counsel counsel;
    for (const ActionTold& action : TRY(told_actions(answer["avoid_actions"]))) {
      counsel.avoid.insert(action.tool);
    }
    if (TRY(from_json<BasisTold>(answer["basis"], "basis")).kind == BasisKind::none) return counsel;
    for (const ActionTold& action : TRY(told_actions(answer["next_actions"]))) {
      if (action.value <= 0 || !is_tool(action.tool) || state.tried.contains(action.tool)) {
        continue;
      }
      counsel.tool = action.tool;
      break;
    }
    return counsel;
  }

  Status record(const std::string& tool, bool seemed_right) override {
    return episode_.add(tool, seemed_right);
  }

  Status end(bool success) override { return episode_.complete(success); }

 private:
  const ToolClient client_;
  EpisodeRecord episode_;
  std::string task_;
};

}  // namespace

std::unique_ptr<Arm> make_advised_arm(ToolClient client) {
  return std::make_unique<AdvisedArm>(std::move(client));
}

}  // namespace memory_mcp
