// The least value of a function of a few numbers, without its derivatives (Nelder and Mead, 1965).
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace memory_mcp::statistics {

struct NelderMeadOptions {
  double step = 1;            // How far the first tries are from the start, in each direction.
  double tolerance = 1e-8;    // Ends when all tries are so close to each other, relatively.
  int evaluations_max = 400;  // Ends in any case; the best so far is the answer.
};

// Where `function`, which yields no NaN, is least near `start`, which is not empty.
std::vector<double> nelder_mead(const std::function<double(std::span<const double>)>& function,
                                std::span<const double> start,
                                const NelderMeadOptions& options = {});

}  // namespace memory_mcp::statistics
