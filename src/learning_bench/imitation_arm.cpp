#include "learning_bench/imitation_arm.h"

#include "learning_bench/episode_record.h"
#include "recall/relevance.h"

namespace memory_mcp {
namespace {

class ImitationArm final : public Arm {
 public:
  ImitationArm(ToolClient client, Imitated imitated)
      : client_(std::move(client)), imitated_(imitated), episode_(client_) {}

  Status begin(const std::string& task) override {
    // Asked before the task is an episode itself, which would be the most similar one.
    copied_ = TRY(tools_of_most_similar(task));
    return episode_.begin(task);
  }

  Result<Counsel> counsel(const TaskState& state) override {
    // What is copied without its failures is a plan; with them it is a list of steps.
    const std::size_t at = imitated_ == Imitated::success ? state.done.size() : state.attempts;
    if (at >= copied_.size() || state.tried.contains(copied_[at])) return Counsel{};
    return Counsel{.tool = copied_[at], .avoid = {}};
  }

  Status record(const std::string& tool, bool seemed_right) override {
    return episode_.add(tool, seemed_right);
  }

  Status end(bool success) override { return episode_.complete(success); }

 private:
  Result<std::vector<std::string>> tools_of_most_similar(const std::string& task) const {
    Json question = {{"query", task}, {"limit", 1}, {"min_relevance", relevance_of_similar}};
    if (imitated_ == Imitated::success) question["outcome"] = "success";
    const Json found = TRY(client_.call("query_memory", question));
    std::vector<std::string> tools;
    if (found["episodes"].empty()) return tools;
    const Json read =
        TRY(client_.call("get_episode", {{"episode_id", found["episodes"][0]["id"]}}));
    for (const Json& step : read["episode"]["steps"]) {
      const bool succeeded = step["result"]["type"] == "success";
      if (imitated_ == Imitated::any || succeeded) tools.push_back(step["tool"]);
    }
    return tools;
  }

  const ToolClient client_;
  const Imitated imitated_;
  EpisodeRecord episode_;
  std::vector<std::string> copied_;
};

}  // namespace

std::unique_ptr<Arm> make_imitation_arm(ToolClient client, Imitated imitated) {
  return std::make_unique<ImitationArm>(std::move(client), imitated);
}

}  // namespace memory_mcp
