// What an episode says about itself once it is completed: rules, not prose. Every sentence names
// what it is from; the same episode and facts give the same sentences. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/describe.h"
#include "learn/patterns/pattern_key.h"
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

// A pattern that was recommended in the episode. Its tools are those to be used in turn.
struct ShownPattern {
  PatternKind kind = PatternKind::tool_sequence;
  std::vector<std::string> tools;
  bool was_followed = false;
};

// What was recommended in the episode, and what came of it.
struct ShownAdvice {
  std::vector<ShownPattern> patterns;         // Those that were followed first.
  std::vector<std::int64_t> followed_steps;   // An advised tool was used,
  std::vector<std::int64_t> different_steps;  // or another one.
};

// What is known besides the episode.
struct ReflectionFacts {
  std::size_t similar_successes = 0;  // Of the same domain and task type, before it.
  double median_steps = 0;            // Of those.
  // Tools that were new to its domain; none when the domain itself was.
  std::vector<std::string> first_used;
  ShownAdvice advice;
};

// Of a completed episode.
Reflection reflect(const Episode& episode, const ReflectionFacts& facts);

}  // namespace memory_mcp
