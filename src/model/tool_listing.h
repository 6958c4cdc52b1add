// Which tools clients are told of, each list with all of the one before it. All tools can be called
// whenever they are known by name.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace memory_mcp {

enum class ToolListing { core, standard, all };

constexpr auto names_of(ToolListing) {
  using namespace std::literals;
  return std::array{std::pair{ToolListing::core, "core"sv},
                    std::pair{ToolListing::standard, "standard"sv},
                    std::pair{ToolListing::all, "all"sv}};
}

}  // namespace memory_mcp
