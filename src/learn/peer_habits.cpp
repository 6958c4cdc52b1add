#include "learn/peer_habits.h"

#include <algorithm>

namespace memory_mcp {
namespace {

template <typename Counts, typename Key>
void change(Counts& counts, const Key& key, int times) {
  const auto at = counts.try_emplace(key).first;
  at->second = times > 0 ? at->second + 1 : at->second - 1;
  if (at->second == 0) counts.erase(at);
}

}  // namespace

void PeerHabits::count(const PastEpisode& episode, int times) {
  if (!episode.is_completed()) return;
  if (is_done(episode)) {
    const auto peers = successes_.try_emplace({episode.domain, episode.task_type}).first;
    change(peers->second, episode.steps.size(), times);
    if (peers->second.empty()) successes_.erase(peers);
  }
  std::vector<NameId> tools;
  tools.reserve(episode.steps.size());
  for (const PastStep& step : episode.steps) tools.push_back(step.tool);
  std::ranges::sort(tools);
  tools.erase(std::unique(tools.begin(), tools.end()), tools.end());
  const auto uses = uses_.try_emplace(episode.domain).first;
  for (const NameId tool : tools) change(uses->second, tool, times);
  if (uses->second.empty()) uses_.erase(uses);
}

PeerHabits PeerHabits::beside(const PastEpisode& episode) const {
  PeerHabits others;
  const auto successes = successes_.find({episode.domain, episode.task_type});
  if (successes != successes_.end()) others.successes_.insert(*successes);
  const auto uses = uses_.find(episode.domain);
  if (uses != uses_.end()) others.uses_.insert(*uses);
  others.remove(episode);
  return others;
}

PeerHabits::Steps PeerHabits::steps_of_successes(const std::string& domain,
                                                 TaskType task_type) const {
  const auto peers = successes_.find({domain, task_type});
  if (peers == successes_.end()) return {};
  Steps found;
  for (const auto& [steps, episodes] : peers->second) found.successes += episodes;
  // The two in the middle; the same one twice of an odd number.
  const std::size_t lower = (found.successes - 1) / 2;
  const std::size_t upper = found.successes / 2;
  std::size_t before = 0;
  for (const auto& [steps, episodes] : peers->second) {
    for (const std::size_t middle : {lower, upper}) {
      if (middle >= before && middle < before + episodes) {
        found.median += static_cast<double>(steps) / 2;
      }
    }
    before += episodes;
  }
  return found;
}

std::size_t PeerHabits::uses(const std::string& domain, NameId tool) const {
  const auto here = uses_.find(domain);
  if (here == uses_.end()) return 0;
  const auto found = here->second.find(tool);
  return found == here->second.end() ? 0 : found->second;
}

}  // namespace memory_mcp
