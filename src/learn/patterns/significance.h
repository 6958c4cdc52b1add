// Whether a difference between two counts is one. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace memory_mcp {

// Successes among those that belong to a set, and among all.
struct TwoCounts {
  std::size_t successes = 0;
  std::size_t episodes = 0;
  std::size_t all_successes = 0;
  std::size_t all_episodes = 0;
};

// Fisher's exact test, two-sided: how probable so large a difference is by chance.
double fisher_exact(const TwoCounts& counts);

// Which of these stand when one false one in ten is borne (Benjamini and Hochberg, 1995).
std::vector<bool> discoveries(std::span<const double> p_values, double false_share_max);

}  // namespace memory_mcp
