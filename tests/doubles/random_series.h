// Series of noise that are the same in every run, and the share of many that some claim holds for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace memory_mcp {

inline std::vector<double> white_noise(std::size_t points, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(points);
  for (double& value : values) value = normal(bits);
  return values;
}

// value = carried · the one before + noise; 1 is a random walk.
inline std::vector<double> autoregressive(std::size_t points, double carried, std::uint64_t seed) {
  std::vector<double> values = white_noise(points, seed);
  for (std::size_t index = 1; index < points; ++index) values[index] += carried * values[index - 1];
  return values;
}

// Of the seeds 1, 2, … `trials`.
template <typename Claim>
double share_of(int trials, const Claim& claim) {
  int held = 0;
  for (int seed = 1; seed <= trials; ++seed)
    held += claim(static_cast<std::uint64_t>(seed)) ? 1 : 0;
  return static_cast<double>(held) / trials;
}

}  // namespace memory_mcp
