#include "statistics/smoothing/nelder_mead.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace memory_mcp::statistics {
namespace {

struct Try {
  std::vector<double> at;
  double value = 0;
};

// One more corner than there are dimensions, best first.
class Simplex {
 public:
  using Function = std::function<double(std::span<const double>)>;

  Simplex(const Function& function, std::span<const double> start, double step)
      : function_(function) {
    corners_.push_back(evaluate({start.begin(), start.end()}));
    for (std::size_t dimension = 0; dimension < start.size(); ++dimension) {
      std::vector<double> at(start.begin(), start.end());
      at[dimension] += step;
      corners_.push_back(evaluate(std::move(at)));
    }
    sort();
  }

  int evaluations() const { return evaluations_; }
  const Try& best() const { return corners_.front(); }

  bool is_settled(double tolerance) const {
    const double worst = corners_.back().value;
    return worst - best().value <= tolerance * (std::abs(worst) + tolerance);
  }

  // Replaces the worst corner by a better one on the other side, or draws all towards the best.
  void improve() {
    Try& worst = corners_.back();
    const Try reflected = along(1);
    if (reflected.value < best().value) {
      const Try expanded = along(2);
      worst = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < corners_[corners_.size() - 2].value) {
      worst = reflected;
    } else {
      Try contracted = along(reflected.value < worst.value ? 0.5 : -0.5);
      if (contracted.value < std::min(reflected.value, worst.value)) {
        worst = std::move(contracted);
      } else {
        shrink();
      }
    }
    sort();
  }

 private:
  Try evaluate(std::vector<double> at) {
    ++evaluations_;
    const double value = function_(at);
    return {std::move(at), value};
  }

  // The point so far beyond the middle of the others, as the worst is before it.
  Try along(double distance) {
    const std::size_t dimensions = corners_.size() - 1;
    std::vector<double> at(dimensions);
    for (std::size_t dimension = 0; dimension < dimensions; ++dimension) {
      double middle = 0;
      for (std::size_t corner = 0; corner < dimensions; ++corner) {
        middle += corners_[corner].at[dimension] / static_cast<double>(dimensions);
      }
      at[dimension] = middle + distance * (middle - corners_.back().at[dimension]);
    }
    return evaluate(std::move(at));
  }

  void shrink() {
    for (auto corner = corners_.begin() + 1; corner != corners_.end(); ++corner) {
      std::vector<double> at = corner->at;
      for (std::size_t dimension = 0; dimension < at.size(); ++dimension) {
        at[dimension] = (at[dimension] + best().at[dimension]) / 2;
      }
      *corner = evaluate(std::move(at));
    }
  }

  void sort() { std::ranges::stable_sort(corners_, {}, &Try::value); }

  const Function& function_;
  int evaluations_ = 0;
  std::vector<Try> corners_;
};

}  // namespace

std::vector<double> nelder_mead(const std::function<double(std::span<const double>)>& function,
                                std::span<const double> start, const NelderMeadOptions& options) {
  CHECK(!start.empty());
  Simplex simplex(function, start, options.step);
  while (simplex.evaluations() < options.evaluations_max &&
         !simplex.is_settled(options.tolerance)) {
    simplex.improve();
  }
  return simplex.best().at;
}

}  // namespace memory_mcp::statistics
