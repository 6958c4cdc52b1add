#include "learn/patterns/beta_quantiles.h"

#include <boost/math/distributions/beta.hpp>

namespace memory_mcp {

std::pair<double, double> beta_quantiles(double alpha, double beta) {
  // Without errors thrown: what cannot be computed is the nearest that can.
  using Policy = boost::math::policies::policy<
      boost::math::policies::domain_error<boost::math::policies::ignore_error>,
      boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
      boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;
  const boost::math::beta_distribution<double, Policy> posterior(alpha, beta);
  return {quantile(posterior, 0.05), quantile(posterior, 0.95)};
}

}  // namespace memory_mcp
