#include "learning_bench/next_tool/next_tool_run.h"

#include <algorithm>
#include <cmath>

#include "learning_bench/next_tool/predictor.h"
#include "model/text_rules.h"

namespace memory_mcp {
namespace {

constexpr double probability_min = 1e-4;
constexpr std::ptrdiff_t several = 3;

// Sums until all is predicted.
void add_prediction(PredictorScore& score, const std::vector<RankedTool>& ranked,
                    const std::string& came) {
  const auto found = std::ranges::find(ranked, came, &RankedTool::tool);
  const bool is_known = found != ranked.end();
  ++score.predictions;
  score.top_1 += is_known && found == ranked.begin() ? 1 : 0;
  score.top_3 += is_known && found - ranked.begin() < several ? 1 : 0;
  score.log_loss -= std::log(std::max(is_known ? found->probability : 0, probability_min));
}

Status predict_all(Predictor& predictor, const Trace& trace, PredictorScore& score) {
  for (std::size_t known = 0; known <= trace.tools.size(); ++known) {
    const bool is_end = known == trace.tools.size();
    const std::string came = is_end ? std::string(end_of_task) : trace.tools[known];
    add_prediction(score, TRY(predictor.predict(trace, known)), came);
  }
  return Done{};
}

PredictorScore mean_of(PredictorScore sums) {
  const auto count = static_cast<double>(std::max<std::int64_t>(sums.predictions, 1));
  sums.top_1 /= count;
  sums.top_3 /= count;
  sums.log_loss /= count;
  return sums;
}

}  // namespace

Result<std::vector<PredictorScore>> score_predictors(
    const std::vector<Trace>& train, const std::vector<Trace>& test,
    const std::function<void(std::size_t done, std::size_t total)>& on_trace) {
  std::vector<std::unique_ptr<Predictor>> predictors;
  predictors.push_back(TRY(make_memory_predictor()));
  predictors.push_back(make_markov_predictor());
  predictors.push_back(make_prefix_predictor());
  const std::size_t total = predictors.size() * (train.size() + test.size());
  std::size_t begun = 0;
  std::vector<PredictorScore> scores;
  for (const auto& predictor : predictors) {
    PredictorScore score{.predictor = predictor->name()};
    for (const Trace& trace : train) {
      on_trace(begun++, total);
      TRY(predictor->learn(trace));
    }
    bool knows_something = !train.empty();
    for (const Trace& trace : test) {
      on_trace(begun++, total);
      if (trace.tools.empty()) continue;
      if (knows_something) TRY(predict_all(*predictor, trace, score));
      TRY(predictor->learn(trace));
      knows_something = true;
    }
    scores.push_back(mean_of(score));
  }
  return scores;
}

}  // namespace memory_mcp
