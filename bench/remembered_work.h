// Made-up episodes with a large vocabulary, the same for the same seed: what there is to recall,
// and what is asked. Pure functions of seed and number, safe for concurrent use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/choice.h"
#include "model/episode.h"

namespace memory_mcp::bench {

inline constexpr std::size_t steps_remembered = 8;  // of each episode

class RememberedWork {
 public:
  explicit RememberedWork(std::uint64_t seed) : seed_(seed) {}

  // Completed, with its steps.
  Episode episode(std::size_t number) const;

  // Three to eight words, most of them of one of the first `episodes` episodes; in turn common
  // ones, rare ones, and such with one that stands nowhere.
  std::string query(std::size_t number, std::size_t episodes) const;

  // Tells whether two results were measured on the same data.
  std::string data_hash() const;

 private:
  // What an episode is about: words that come again and again in it.
  std::vector<std::string> topic_of(std::size_t number) const;
  std::string text(Choice& choice, const std::vector<std::string>& topic, std::size_t words) const;
  Step step(Choice& choice, const std::vector<std::string>& topic, std::size_t number) const;

  std::uint64_t seed_;
};

// All that is searched of an episode, in one text.
std::string whole_text(const Episode& episode);

}  // namespace memory_mcp::bench
