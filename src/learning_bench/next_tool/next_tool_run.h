// How well the next tool of recorded work is foreseen: each one is predicted, and only then learnt
// (prequential), the end of each trace included.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "learning_bench/next_tool/trace.h"

namespace memory_mcp {

struct PredictorScore {
  std::string predictor;
  std::int64_t predictions = 0;
  double top_1 = 0;     // The share of tools that were the most probable one,
  double top_3 = 0;     // or one of the three most probable.
  double log_loss = 0;  // Mean of −ln of the probability given to what came, at least 0.0001.

  static constexpr auto fields() {
    return std::tuple{
        required("predictor", &PredictorScore::predictor, "Who predicted."),
        required("predictions", &PredictorScore::predictions, "How many tools and ends."),
        required("top_1", &PredictorScore::top_1, "How often the first was right, 0 to 1."),
        required("top_3", &PredictorScore::top_3, "How often one of the first three was."),
        required("log_loss", &PredictorScore::log_loss, "Mean negative log-likelihood."),
    };
  }
};

// `train` is learnt without being predicted; traces of `test` without a tool are passed over. The
// first trace ever is not predicted: nobody knows anything yet.
Result<std::vector<PredictorScore>> score_predictors(
    const std::vector<Trace>& train, const std::vector<Trace>& test,
    const std::function<void(std::size_t done, std::size_t total)>& on_trace);

}  // namespace memory_mcp
