#include "recall/keyword/tool_match.h"

#include <cmath>

#include "recall/weights.h"

namespace memory_mcp {

ToolMatch::ToolMatch(const ToolTable& tools, std::span<const Sought> sought, std::size_t words,
                     std::size_t steps)
    : words_(words), slots_(tools.size()), steps_with_(words) {
  for (std::size_t i = 0; i < sought.size(); ++i) {
    const auto named = tools.named(sought[i].term);
    std::size_t with_it = 0;
    for (const auto& one : named) with_it += tools.used(one.tool);
    const float idf = inverse_frequency(static_cast<double>(steps), static_cast<double>(with_it));
    for (const auto& one : named) {
      const std::size_t slot = slot_of(one.tool);
      points_[slot] += weights::tool * sought[i].weight * one.part * idf;
      if (i < words_) parts_[slot * words_ + i] = one.part;
    }
    if (i < words_) steps_with_[i] = with_it;
  }
}

std::uint32_t ToolMatch::quarters(std::size_t term, ToolNumber tool) const {
  if (term >= words_ || slots_[tool] == 0) return 0;
  return static_cast<std::uint32_t>(std::ceil(counts_per_one * part(term, tool)));
}

std::size_t ToolMatch::slot_of(ToolNumber tool) {
  std::uint32_t& slot = slots_[tool];
  if (slot == 0) {
    named_.push_back(tool);
    points_.push_back(0);
    parts_.resize(parts_.size() + words_);
    slot = static_cast<std::uint32_t>(named_.size());
  }
  return slot - 1;
}

}  // namespace memory_mcp
