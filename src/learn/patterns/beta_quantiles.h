// Where a rate lies when so much was seen for and against it. Pure.
#pragma once

#include <utility>

namespace memory_mcp {

// The 5 % and 95 % quantiles of the Beta distribution; both parameters are above 0.
std::pair<double, double> beta_quantiles(double alpha, double beta);

}  // namespace memory_mcp
