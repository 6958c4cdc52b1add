#include "learn/patterns/pattern_key.h"

#include <xxhash.h>

#include <charconv>
#include <cstdio>

namespace memory_mcp {
namespace {

std::string_view prefix(PatternKind kind) {
  switch (kind) {
    case PatternKind::tool_sequence:
      return "sequence-";
    case PatternKind::decision_point:
      return "decision-";
    case PatternKind::error_recovery:
      return "recovery-";
    case PatternKind::context_pattern:
      return "context-";
  }
  return "";
}

constexpr std::size_t digits = 16;

}  // namespace

std::uint64_t part_of_key(std::string_view part) { return XXH3_64bits(part.data(), part.size()); }

PatternKey pattern_key(PatternKind kind, std::span<const std::uint64_t> parts) {
  return XXH3_64bits_withSeed(parts.data(), parts.size_bytes(), static_cast<XXH64_hash_t>(kind));
}

std::string PatternName::to_id() const {
  std::array<char, digits + 1> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(key));
  return std::string(prefix(kind)) + text.data();
}

std::optional<PatternName> PatternName::from_id(std::string_view id) {
  for (const auto& [kind, name] : names_of(PatternKind{})) {
    if (!id.starts_with(prefix(kind)) || id.size() != prefix(kind).size() + digits) continue;
    PatternName found{.kind = kind};
    const char* end = id.data() + id.size();
    const auto [stop, error] = std::from_chars(end - digits, end, found.key, 16);
    // Written in one way only.
    if (error == std::errc{} && stop == end && found.to_id() == id) return found;
  }
  return std::nullopt;
}

}  // namespace memory_mcp
