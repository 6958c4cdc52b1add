#include "advice/advice.h"

namespace memory_mcp {
namespace {

// Of which it can be seen whether they were followed; the others name no tools to be used in turn.
std::vector<std::string> path_of(const Pattern& pattern) {
  switch (pattern.name.kind) {
    case PatternKind::tool_sequence:
      return pattern.tools;
    case PatternKind::error_recovery:  // The tool that failed is first; alone, it is used again.
      return pattern.tools.size() < 2 ? pattern.tools
                                      : std::vector(pattern.tools.begin() + 1, pattern.tools.end());
    case PatternKind::decision_point:
    case PatternKind::context_pattern:
      break;
  }
  return {};
}

}  // namespace

Recommendation recommendation_of(const Advice& advice) {
  Recommendation kept;
  for (const NextAction& one : advice.next) {
    if (one.value > 0 && one.tool != end_of_task) kept.tools.push_back(one.tool);
  }
  for (const FittingPattern& one : advice.patterns.follow) {
    kept.patterns.push_back({.id = one.pattern.name.to_id(), .path = path_of(one.pattern)});
  }
  return kept;
}

}  // namespace memory_mcp
