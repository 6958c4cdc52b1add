// Made-up episodes of plausible size, the same for the same seed: what stores are filled with. Pure
// functions of seed and number, safe for concurrent use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace memory_mcp::bench {

inline constexpr std::size_t steps_per_episode = 8;

class SampleWork {
 public:
  explicit SampleWork(std::uint64_t seed) : seed_(seed) {}

  nlohmann::json episode(std::size_t number) const;  // arguments of create_episode
  nlohmann::json step(std::size_t episode, std::size_t step_number) const;  // without episode_id
  std::string sentence(std::size_t episode, std::size_t position) const;

  // Tells whether two results were measured on the same data (FNV-1a of the first 1,000 episodes).
  std::string data_hash() const;

 private:
  std::uint64_t seed_;
};

}  // namespace memory_mcp::bench
