// Choices that are the same for the same seed everywhere: what made-up data is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace memory_mcp {

class Choice {
 public:
  Choice(std::uint64_t seed, std::size_t number, std::size_t position)
      : random_(seed ^ (number * 0x9E3779B97F4A7C15U) ^ (position << 48)) {}

  // Not std::uniform_int_distribution: its choices may differ between standard libraries.
  std::size_t below(std::size_t bound) { return random_() % bound; }

  template <typename Words>
  const auto& of(const Words& words) {
    return words[below(words.size())];
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace memory_mcp
