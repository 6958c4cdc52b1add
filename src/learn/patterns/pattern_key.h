// What a pattern is called: the same in every process and every namespace, whatever was learnt
// before it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace memory_mcp {

enum class PatternKind { tool_sequence, decision_point, error_recovery, context_pattern };

constexpr auto names_of(PatternKind) {
  using namespace std::literals;
  return std::array{std::pair{PatternKind::tool_sequence, "tool_sequence"sv},
                    std::pair{PatternKind::decision_point, "decision_point"sv},
                    std::pair{PatternKind::error_recovery, "error_recovery"sv},
                    std::pair{PatternKind::context_pattern, "context_pattern"sv}};
}

// XXH3 of a pattern's kind and of what makes it this pattern and no other. Of 5,000,000 patterns
// two have the same with a probability of less than one in a million.
using PatternKey = std::uint64_t;

// Of one part of what makes a pattern, such as a tool's name.
std::uint64_t part_of_key(std::string_view part);
PatternKey pattern_key(PatternKind kind, std::span<const std::uint64_t> parts);

struct PatternName {
  PatternKind kind = PatternKind::tool_sequence;
  PatternKey key = 0;

  auto operator<=>(const PatternName&) const = default;

  std::string to_id() const;  // "sequence-00c0ffee00c0ffee".
  static std::optional<PatternName> from_id(std::string_view id);
};

}  // namespace memory_mcp
