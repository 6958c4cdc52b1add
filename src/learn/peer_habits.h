// What is usual among the episodes of a namespace: how many steps a success takes, and which tools
// are used where. Additive: what was put can be removed again, in any order.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "learn/past_episode.h"

namespace memory_mcp {

class PeerHabits {
 public:
  // Completed episodes; others leave no trace.
  void put(const PastEpisode& episode) { count(episode, 1); }
  void remove(const PastEpisode& episode) { count(episode, -1); }

  // Those of the others of its domain and task type; of a completed one that was put.
  PeerHabits beside(const PastEpisode& episode) const;
  bool knows(const std::string& domain) const { return uses_.contains(domain); }

  struct Steps {
    std::size_t successes = 0;
    double median = 0;
  };
  Steps steps_of_successes(const std::string& domain, TaskType task_type) const;

  // In how many episodes of the domain the tool was used.
  std::size_t uses(const std::string& domain, NameId tool) const;

 private:
  void count(const PastEpisode& episode, int times);

  std::map<std::pair<std::string, TaskType>, std::map<std::size_t, std::size_t>> successes_;
  std::map<std::string, std::unordered_map<NameId, std::size_t>> uses_;
};

}  // namespace memory_mcp
