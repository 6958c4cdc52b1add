#include "statistics/pelt.h"

#include <algorithm>
#include <limits>

namespace memory_mcp::statistics {
namespace {

// Every division of the first so many points ends with a last stretch; the best one is remembered.
class Divisions {
 public:
  Divisions(const GaussianCost& cost, const DivisionRule& rule)
      : cost_(cost),
        penalty_(rule.penalty),
        points_min_(rule.points_min),
        best_(cost.points() + 1, std::numeric_limits<double>::infinity()),
        last_begins_(cost.points() + 1, 0) {
    best_[0] = -penalty_;
    for (std::size_t end = points_min_; end <= cost.points(); ++end) extend(end);
  }

  // Where the best division of all has its changes.
  std::vector<std::size_t> changes() const {
    std::vector<std::size_t> found;
    for (std::size_t at = last_begins_.back(); at > 0; at = last_begins_[at]) found.push_back(at);
    std::ranges::reverse(found);
    return found;
  }

 private:
  void extend(std::size_t end) {
    const std::size_t begin = end - points_min_;
    if (begin == 0 || begin >= points_min_) candidates_.push_back({.begins = begin});
    for (Candidate& candidate : candidates_) {
      candidate.total = best_[candidate.begins] + cost_.of({candidate.begins, end});
      if (candidate.total + penalty_ < best_[end]) {
        best_[end] = candidate.total + penalty_;
        last_begins_[end] = candidate.begins;
      }
    }
    // One that is worse than a change here, even without the penalty, stays worse once a stretch
    // fits behind this point; until then it may still be needed.
    std::erase_if(candidates_, [&](Candidate& candidate) {
      if (candidate.worse_at == 0 && candidate.total >= best_[end]) candidate.worse_at = end;
      return candidate.worse_at != 0 && end >= candidate.worse_at + points_min_;
    });
  }

  struct Candidate {
    std::size_t begins = 0;
    double total = 0;
    std::size_t worse_at = 0;
  };

  const GaussianCost& cost_;
  double penalty_;
  std::size_t points_min_;
  std::vector<double> best_;
  std::vector<std::size_t> last_begins_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<std::size_t> best_division(const GaussianCost& cost, const DivisionRule& rule) {
  return Divisions(cost, rule).changes();
}

}  // namespace memory_mcp::statistics
