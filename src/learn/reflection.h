// What an episode says about itself once it is completed: rules, not prose. Every sentence names
// what it is from; the same episode and facts give the same sentences. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/describe.h"
#include "model/episode.h"

namespace memory_mcp {

struct Reflection {
  std::vector<std::string> successes;
  std::vector<std::string> improvements;
  std::vector<std::string> insights;

  bool operator==(const Reflection&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("successes", &Reflection::successes, "What went well, most important first."),
        required("improvements", &Reflection::improvements, "What went wrong or took long."),
        required("insights", &Reflection::insights, "What is worth knowing next time."),
    };
  }
};

// More of one list would not be read.
inline constexpr std::size_t sentences_max = 5;

// A pattern that was known before the episode was completed.
struct KnownPattern {
  std::string description;
  bool was_recommended = false;  // In this episode.
  bool was_followed = false;
  bool is_avoided = false;  // It is known to go wrong.
};

// What is known besides the episode.
struct ReflectionFacts {
  std::size_t similar_successes = 0;  // Of the same domain and task type, before it.
  double median_steps = 0;            // Of those.
  // Tools that were new to its domain; none when the domain itself was.
  std::vector<std::string> first_used;
  std::vector<KnownPattern> patterns;  // Most important first.
};

// Of a completed episode.
Reflection reflect(const Episode& episode, const ReflectionFacts& facts);

}  // namespace memory_mcp
