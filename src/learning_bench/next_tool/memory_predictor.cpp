#include "learning_bench/episode_record.h"
#include "learning_bench/next_tool/predictor.h"
#include "learning_bench/told_actions.h"

namespace memory_mcp {
namespace {

class MemoryPredictor final : public Predictor {
 public:
  explicit MemoryPredictor(ToolClient client) : client_(std::move(client)), episode_(client_) {}

  std::string name() const override { return "memory-mcp"; }

  Result<std::vector<RankedTool>> predict(const Trace& trace, std::size_t known) override {
    const std::vector<std::string> last_tools(
        trace.tools.begin(), trace.tools.begin() + static_cast<std::ptrdiff_t>(known));
    const Json answer = TRY(client_.call(
        "recommend_patterns",
        {{"task_description", trace.task}, {"domain", bench_domain}, {"last_tools", last_tools}}));
    std::vector<RankedTool> ranked;
    for (const ActionTold& action : TRY(told_actions(answer["next_actions"]))) {
      ranked.push_back({action.tool, action.probability});
    }
    return ranked;
  }

  Status learn(const Trace& trace) override {
    TRY(episode_.begin(trace.task));
    for (const std::string& tool : trace.tools) TRY(episode_.add(tool, true));
    return episode_.complete(trace.succeeded());
  }

 private:
  const ToolClient client_;
  EpisodeRecord episode_;
};

}  // namespace

Result<std::unique_ptr<Predictor>> make_memory_predictor() {
  return std::unique_ptr<Predictor>(std::make_unique<MemoryPredictor>(TRY(ToolClient::open())));
}

}  // namespace memory_mcp
