// Names as small numbers, given in the order in which they come and never taken back.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace memory_mcp {

using NameId = std::uint32_t;
inline constexpr NameId no_name = std::numeric_limits<NameId>::max();

class Names {
 public:
  NameId add(std::string_view name) {
    const auto [at, is_new] =
        ids_.try_emplace(std::string(name), static_cast<NameId>(texts_.size()));
    if (is_new) texts_.push_back(&at->first);
    return at->second;
  }

  // no_name for what was never added.
  NameId find(std::string_view name) const {
    const auto found = ids_.find(std::string(name));
    return found == ids_.end() ? no_name : found->second;
  }

  const std::string& text(NameId id) const { return *texts_[id]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::unordered_map<std::string, NameId> ids_;
  std::vector<const std::string*> texts_;  // Keys of the map, which stay in place.
};

}  // namespace memory_mcp
