// Lies: episodes that one writer plants in a memory that others share, to have them do something.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace memory_mcp {

enum class PoisonKind {
  new_tools,    // Tasks of one kind, done with tools that nobody else uses.
  known_tools,  // Tasks of one kind, done with tools that belong to others.
  all_words     // Tasks in the words of all kinds, so as to be like any of them.
};

constexpr auto names_of(PoisonKind) {
  using namespace std::literals;
  return std::array{std::pair{PoisonKind::new_tools, "new_tools"sv},
                    std::pair{PoisonKind::known_tools, "known_tools"sv},
                    std::pair{PoisonKind::all_words, "all_words"sv}};
}

// The kind of task that the first two are aimed at, of task_families().
inline constexpr std::size_t poisoned_family = 0;

struct Poison {
  std::string text;
  std::vector<std::string> plan;
};

// The same for the same seed and number.
Poison make_poison(PoisonKind kind, std::uint64_t seed, std::size_t number);

}  // namespace memory_mcp
