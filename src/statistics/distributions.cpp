#include "statistics/distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/hypergeometric.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/check.h"

namespace memory_mcp::statistics {
namespace {

namespace bm = boost::math;

// What lies beyond the numbers is 0 or infinity, as IEEE 754 says. Arguments outside of a
// distribution are a mistake of ours: they throw, like CHECK.
using Policy = bm::policies::policy<bm::policies::overflow_error<bm::policies::ignore_error>,
                                    bm::policies::underflow_error<bm::policies::ignore_error>,
                                    bm::policies::promote_double<false>>;

}  // namespace

double normal_two_sided(double z) {
  const bm::normal_distribution<double, Policy> normal;
  return 2 * bm::cdf(bm::complement(normal, std::abs(z)));
}

double student_t_two_sided(double t, double degrees_of_freedom) {
  if (std::isinf(t)) return 0;
  const bm::students_t_distribution<double, Policy> student(degrees_of_freedom);
  return 2 * bm::cdf(bm::complement(student, std::abs(t)));
}

double normal_quantile(double probability) {
  CHECK(probability > 0 && probability < 1);
  return bm::quantile(bm::normal_distribution<double, Policy>(), probability);
}

double f_upper_tail(double f, double degrees_above, double degrees_below) {
  if (std::isinf(f)) return 0;
  const bm::fisher_f_distribution<double, Policy> fisher(degrees_above, degrees_below);
  return bm::cdf(bm::complement(fisher, f));
}

double beta_quantile(double probability, double alpha, double beta) {
  return bm::quantile(bm::beta_distribution<double, Policy>(alpha, beta), probability);
}

double hypergeometric_probability(std::uint64_t hits, const Urn& urn) {
  CHECK(urn.marked <= urn.all && urn.drawn <= urn.all);
  const bm::hypergeometric_distribution<double, Policy> hypergeometric(
      static_cast<unsigned>(urn.marked), static_cast<unsigned>(urn.drawn),
      static_cast<unsigned>(urn.all));
  return bm::pdf(hypergeometric, static_cast<unsigned>(hits));
}

}  // namespace memory_mcp::statistics
