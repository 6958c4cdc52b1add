// Who says which tool comes next: this memory, or one of the rules that it is compared with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "learning_bench/next_tool/trace.h"

namespace memory_mcp {

struct RankedTool {
  std::string tool;
  double probability = 0;
};

class Predictor {
 public:
  virtual ~Predictor() = default;

  virtual std::string name() const = 0;
  // What follows the first `known` tools of a trace, most probable first. It looks at nothing else
  // of the trace but its task.
  virtual Result<std::vector<RankedTool>> predict(const Trace& trace, std::size_t known) = 0;
  virtual Status learn(const Trace& trace) = 0;
};

// recommend_patterns, of a memory that is empty at first.
Result<std::unique_ptr<Predictor>> make_memory_predictor();

// A Markov chain of order 2, with what order 1 and 0 say mixed in (0.7, 0.25, 0.05). An order that
// never met what came before leaves its part to the others.
std::unique_ptr<Predictor> make_markov_predictor();

// What came next most often in the traces that began with exactly the same tools.
std::unique_ptr<Predictor> make_prefix_predictor();

}  // namespace memory_mcp
