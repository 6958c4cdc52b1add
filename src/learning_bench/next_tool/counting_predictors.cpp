#include <algorithm>
#include <array>
#include <map>

#include "learning_bench/next_tool/predictor.h"
#include "model/text_rules.h"

namespace memory_mcp {
namespace {

using Tools = std::vector<std::string>;
using Counts = std::map<std::string, double>;

Tools first_of(const Tools& tools, std::size_t count) {
  return {tools.begin(), tools.begin() + static_cast<std::ptrdiff_t>(count)};
}

// The tools of a trace, and its end after them.
const std::string& tool_at(const Trace& trace, std::size_t at) {
  static const std::string end(end_of_task);
  return at < trace.tools.size() ? trace.tools[at] : end;
}

void add_shares(const Counts& counts, double weight, Counts& mixed) {
  double total = 0;
  for (const auto& [tool, count] : counts) total += count;
  for (const auto& [tool, count] : counts) mixed[tool] += weight * count / total;
}

std::vector<RankedTool> ranked(const Counts& shares) {
  std::vector<RankedTool> tools;
  for (const auto& [tool, share] : shares) tools.push_back({tool, share});
  std::ranges::stable_sort(tools, std::greater{}, &RankedTool::probability);
  return tools;
}

class MarkovPredictor final : public Predictor {
 public:
  std::string name() const override { return "Markov, order 2"; }

  Result<std::vector<RankedTool>> predict(const Trace& trace, std::size_t known) override {
    std::array<const Counts*, weights.size()> seen{};
    double weight = 0;
    for (std::size_t order = 0; order < weights.size(); ++order) {
      const auto counts = counts_.find(before(trace, known, order));
      if (counts == counts_.end()) continue;
      seen[order] = &counts->second;
      weight += weights[order];
    }
    Counts mixed;
    for (std::size_t order = 0; order < weights.size(); ++order) {
      if (seen[order] != nullptr) add_shares(*seen[order], weights[order] / weight, mixed);
    }
    return ranked(mixed);
  }

  Status learn(const Trace& trace) override {
    for (std::size_t at = 0; at <= trace.tools.size(); ++at) {
      for (std::size_t order = 0; order < weights.size(); ++order) {
        ++counts_[before(trace, at, order)][tool_at(trace, at)];
      }
    }
    return Done{};
  }

 private:
  // Of the orders 0, 1 and 2.
  static constexpr std::array weights = {0.05, 0.25, 0.7};

  // The last `order` tools before a place; "" stands before the first.
  static Tools before(const Trace& trace, std::size_t at, std::size_t order) {
    Tools tools(order);
    for (std::size_t back = 1; back <= std::min(order, at); ++back) {
      tools[order - back] = trace.tools[at - back];
    }
    return tools;
  }

  std::map<Tools, Counts> counts_;
};

class PrefixPredictor final : public Predictor {
 public:
  std::string name() const override { return "same beginning"; }

  Result<std::vector<RankedTool>> predict(const Trace& trace, std::size_t known) override {
    Counts shares;
    const auto counts = counts_.find(first_of(trace.tools, known));
    if (counts != counts_.end()) add_shares(counts->second, 1, shares);
    return ranked(shares);
  }

  Status learn(const Trace& trace) override {
    for (std::size_t at = 0; at <= trace.tools.size(); ++at) {
      ++counts_[first_of(trace.tools, at)][tool_at(trace, at)];
    }
    return Done{};
  }

 private:
  std::map<Tools, Counts> counts_;
};

}  // namespace

std::unique_ptr<Predictor> make_markov_predictor() { return std::make_unique<MarkovPredictor>(); }

std::unique_ptr<Predictor> make_prefix_predictor() { return std::make_unique<PrefixPredictor>(); }

}  // namespace memory_mcp
