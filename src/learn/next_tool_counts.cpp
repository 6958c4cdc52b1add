#include "learn/next_tool_counts.h"

#include <algorithm>

namespace memory_mcp {

std::size_t NextToolCounts::Hash::operator()(const Context& context) const {
  std::size_t hash = 0;
  for (const NameId name : context) hash = (hash ^ name) * 0x9E37'79B9'7F4A'7C15U;
  return hash ^ (hash >> 32U);
}

// The beginning is a tool that stands before the first one.
bool NextToolCounts::context_of(std::span<const NameId> before, std::size_t order,
                                Context& context) {
  if (order > before.size() + 1) return false;
  context.fill(nothing);
  for (std::size_t i = 0; i < order; ++i) {
    context[i] = i < before.size() ? before[before.size() - 1 - i] : beginning;
  }
  return true;
}

void NextToolCounts::count(std::span<const NameId> tools, bool is_done, int times) {
  for (std::size_t i = 0; i < tools.size(); ++i) count(tools.first(i), tools[i], times);
  if (is_done) count(tools, ending, times);
}

void NextToolCounts::count(std::span<const NameId> before, NameId next, int times) {
  Context context;
  for (std::size_t order = 0; order <= order_max && context_of(before, order, context); ++order) {
    const auto at = followers_.try_emplace(context).first;
    auto& [counts, sum] = at->second;
    const auto follower = counts.try_emplace(next).first;
    follower->second += times;
    sum += times;
    if (follower->second == 0) counts.erase(follower);
    if (counts.empty()) followers_.erase(at);
  }
}

// Witten and Bell's way (1991): what follows in many ways may well follow in another one, so that a
// context with many followers leaves more to the shorter contexts.
void NextToolCounts::mix_in(const Context& context, std::vector<double>& probabilities) const {
  const auto found = followers_.find(context);
  if (found == followers_.end()) return;
  const auto& [counts, sum] = found->second;
  const double own = sum / (sum + static_cast<double>(counts.size()));
  for (double& probability : probabilities) probability *= 1 - own;
  const std::size_t end = probabilities.size() - 1;
  for (const auto& [next, times] : counts) {
    const std::size_t at = next == ending ? end : next;
    if (at <= end) probabilities[at] += own * times / sum;
  }
}

std::vector<double> NextToolCounts::after(std::span<const NameId> tools,
                                          std::size_t tool_count) const {
  const std::size_t all = tool_count + 1;
  std::vector<double> probabilities(all, 1.0 / static_cast<double>(all));
  Context context;
  for (std::size_t order = 0; order <= order_max && context_of(tools, order, context); ++order) {
    mix_in(context, probabilities);
  }
  return probabilities;
}

std::vector<double> NextToolCounts::anywhere(std::size_t tool_count) const {
  const std::size_t all = tool_count + 1;
  std::vector<double> probabilities(all, 1.0 / static_cast<double>(all));
  Context context;
  context.fill(nothing);
  mix_in(context, probabilities);
  return probabilities;
}

}  // namespace memory_mcp
