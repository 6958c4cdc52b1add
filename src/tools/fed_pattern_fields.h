// What an episode is evidence of, as answers tell it.
#pragma once

#include <string>
#include <vector>

#include "advice/advisor.h"
#include "base/describe.h"

namespace memory_mcp {

struct FedPattern {
  std::string id;
  PatternKind pattern_type = PatternKind::tool_sequence;
  std::string description;

  static constexpr auto fields() {
    return std::tuple{
        required("id", &FedPattern::id, "The pattern's."),
        required("pattern_type", &FedPattern::pattern_type, "Its kind."),
        required("description", &FedPattern::description, "What it says, and on what evidence."),
    };
  }
};

struct FedTold {
  std::vector<FedPattern> begun;
  std::vector<FedPattern> strengthened;
  std::vector<FedPattern> weakened;

  static constexpr auto fields() {
    return std::tuple{
        required("new", &FedTold::begun, "Seen for the first time; at most 5."),
        required("strengthened", &FedTold::strengthened, "Seen again, and it went well."),
        required("weakened", &FedTold::weakened, "Seen again, and it went worse than usual."),
    };
  }
};

inline std::vector<FedPattern> told(const std::vector<Pattern>& patterns) {
  std::vector<FedPattern> all;
  all.reserve(patterns.size());
  for (const Pattern& one : patterns) {
    all.push_back({one.name.to_id(), one.name.kind, one.description});
  }
  return all;
}

inline FedTold told(const FedPatterns& fed) {
  return {told(fed.begun), told(fed.strengthened), told(fed.weakened)};
}

}  // namespace memory_mcp
