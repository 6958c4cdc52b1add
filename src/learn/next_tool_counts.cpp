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

void NextToolCounts::add(std::span<const NameId> tools, bool is_done, NameId writer) {
  if (!tools.empty() || is_done) count(of_writer_[writer], tools, is_done, 1);
}

void NextToolCounts::remove(std::span<const NameId> tools, bool is_done, NameId writer) {
  const auto table = of_writer_.find(writer);
  if (table == of_writer_.end()) return;
  count(table->second, tools, is_done, -1);
  if (table->second.empty()) of_writer_.erase(table);
}

void NextToolCounts::count(Table& table, std::span<const NameId> tools, bool is_done, int times) {
  for (std::size_t i = 0; i < tools.size(); ++i) count(table, tools.first(i), tools[i], times);
  if (is_done) count(table, tools, ending, times);
}

void NextToolCounts::count(Table& table, std::span<const NameId> before, NameId next, int times) {
  Context context;
  for (std::size_t order = 0; order <= order_max && context_of(before, order, context); ++order) {
    const auto at = table.try_emplace(context).first;
    auto& [counts, sum] = at->second;
    const auto follower = counts.try_emplace(next).first;
    follower->second += times;
    sum += times;
    if (follower->second == 0) counts.erase(follower);
    if (counts.empty()) table.erase(at);
  }
}

NextToolCounts::Followers NextToolCounts::agreed(const Context& context, NameId asker) const {
  Followers all;
  std::unordered_map<NameId, int> most;
  for (const auto& [writer, table] : of_writer_) {
    const auto found = table.find(context);
    if (found == table.end()) continue;
    for (const auto& [next, times] : found->second.counts) {
      all.counts[next] += times;
      if (writer != asker) most[next] = std::max(most[next], times);
    }
  }
  for (const auto& [next, times] : most) {
    int& left = all.counts[next];
    left -= times;
    if (left == 0) all.counts.erase(next);
  }
  for (const auto& [next, times] : all.counts) all.sum += times;
  return all;
}

void NextToolCounts::mix_in(const Context& context, NameId asker,
                            std::vector<double>& probabilities) const {
  if (of_writer_.size() > 1) return mix_in(agreed(context, asker), probabilities);
  if (of_writer_.empty()) return;
  const Table& table = of_writer_.begin()->second;
  const auto found = table.find(context);
  if (found != table.end()) mix_in(found->second, probabilities);
}

// Witten and Bell's way (1991): what follows in many ways may well follow in another one, so that a
// context with many followers leaves more to the shorter contexts.
void NextToolCounts::mix_in(const Followers& followers, std::vector<double>& probabilities) {
  const auto& [counts, sum] = followers;
  if (counts.empty()) return;
  const double own = sum / (sum + static_cast<double>(counts.size()));
  for (double& probability : probabilities) probability *= 1 - own;
  const std::size_t end = probabilities.size() - 1;
  for (const auto& [next, times] : counts) {
    const std::size_t at = next == ending ? end : next;
    if (at <= end) probabilities[at] += own * times / sum;
  }
}

std::vector<double> NextToolCounts::after(std::span<const NameId> tools, std::size_t tool_count,
                                          NameId asker) const {
  const std::size_t all = tool_count + 1;
  std::vector<double> probabilities(all, 1.0 / static_cast<double>(all));
  Context context;
  for (std::size_t order = 0; order <= order_max && context_of(tools, order, context); ++order) {
    mix_in(context, asker, probabilities);
  }
  return probabilities;
}

std::vector<double> NextToolCounts::anywhere(std::size_t tool_count, NameId asker) const {
  const std::size_t all = tool_count + 1;
  std::vector<double> probabilities(all, 1.0 / static_cast<double>(all));
  Context context;
  context.fill(nothing);
  mix_in(context, asker, probabilities);
  return probabilities;
}

}  // namespace memory_mcp
