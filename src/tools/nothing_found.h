// Why there is nothing to tell: so that an empty answer says what to ask instead.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace memory_mcp {

// By area of work: how many episodes were completed.
using CompletedEpisodes = std::map<std::string, std::size_t>;

// None when there are episodes to learn from, in that area where one is asked for.
std::optional<std::string> nothing_completed(const CompletedEpisodes& completed,
                                             const std::optional<std::string>& domain);

}  // namespace memory_mcp
