#include "statistics/least_squares.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/check.h"

namespace memory_mcp::statistics {
namespace {

// What is left of a column that the others make up, by rounding alone.
constexpr double rounding = 1e-9;

double product(std::span<const double> one, std::span<const double> other) {
  return std::inner_product(one.begin(), one.end(), other.begin(), 0.0);
}

// Turns `column` as the mirror does that turns `normal` round.
void reflect(std::span<double> column, std::span<const double> normal, double normal_squares) {
  const double twice = 2 * product(column, normal) / normal_squares;
  for (std::size_t row = 0; row < column.size(); ++row) column[row] -= twice * normal[row];
}

}  // namespace

Reduction::Reduction(std::vector<Column> regressors, std::vector<Column> targets)
    : targets_(std::move(targets)) {
  std::vector<double> lengths;
  lengths.reserve(regressors.size());
  for (const Column& column : regressors) lengths.push_back(std::sqrt(product(column, column)));
  for (std::size_t step = 0; step < regressors.size(); ++step) {
    const auto below = [step](Column& column) { return std::span(column).subspan(step); };
    Column normal(regressors[step].begin() + static_cast<std::ptrdiff_t>(step),
                  regressors[step].end());
    CHECK(normal.size() > 1);
    const double length = std::sqrt(product(normal, normal));
    if (length <= rounding * lengths[step]) return;
    normal.front() += std::copysign(length, normal.front());
    const double normal_squares = product(normal, normal);
    for (std::size_t later = step + 1; later < regressors.size(); ++later) {
      reflect(below(regressors[later]), normal, normal_squares);
    }
    for (Column& target : targets_) reflect(below(target), normal, normal_squares);
    ++independent_;
  }
}

double Reduction::left_over(std::size_t regressors, std::size_t target,
                            std::size_t other_target) const {
  CHECK(regressors <= independent_);
  return product(std::span(targets_[target]).subspan(regressors),
                 std::span(targets_[other_target]).subspan(regressors));
}

}  // namespace memory_mcp::statistics
