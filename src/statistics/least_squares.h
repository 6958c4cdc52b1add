// What regression leaves over, for the first columns of a table, the first two, and so on, all from
// one reduction (Householder, 1958): tests between nested models need no more.
#pragma once

#include <cstddef>
#include <vector>

namespace memory_mcp::statistics {

using Column = std::vector<double>;

class Reduction {
 public:
  // All columns are equally long, and there are more rows than `regressors`. O(rows · columns²).
  Reduction(std::vector<Column> regressors, std::vector<Column> targets);

  // How many of the first regressors are independent of each other. What follows is not known.
  std::size_t independent() const { return independent_; }

  // The product of what is left of two targets after the first so many regressors, of which there
  // are no more than are independent: of one target with itself, its sum of squares.
  double left_over(std::size_t regressors, std::size_t target, std::size_t other_target) const;

 private:
  std::vector<Column> targets_;
  std::size_t independent_ = 0;
};

}  // namespace memory_mcp::statistics
