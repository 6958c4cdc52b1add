// The distributions that the methods need, as plain functions. Boost.Math reckons them, in the one
// file that includes it.
#pragma once

#include <cstdint>

namespace memory_mcp::statistics {

// How likely it is to be at least so far from zero, on either side.
double normal_two_sided(double z);
double student_t_two_sided(double t, double degrees_of_freedom);

// Which z has this much of the normal distribution below it; 0 < probability < 1.
double normal_quantile(double probability);

// How likely it is that F is at least this large.
double f_upper_tail(double f, double degrees_above, double degrees_below);

// Which share has this much of Beta(alpha, beta) below it; 0 ≤ probability ≤ 1, both above 0.
double beta_quantile(double probability, double alpha, double beta);

// How likely `hits` are among `drawn` of `all`, of which `marked` are hits.
struct Urn {
  std::uint64_t all = 0;
  std::uint64_t marked = 0;
  std::uint64_t drawn = 0;
};
double hypergeometric_probability(std::uint64_t hits, const Urn& urn);

}  // namespace memory_mcp::statistics
