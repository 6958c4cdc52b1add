#include "record/relation_order.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace memory_mcp {
namespace {

using Place = std::size_t;  // In the sorted list of episodes.

// Which episodes come before which, by their places.
struct Precedence {
  std::vector<std::set<Place>> before;
  std::vector<std::set<Place>> behind;
};

Precedence precedence_of(const std::vector<PlacedEpisode>& episodes,
                         std::span<const Relation> relations) {
  std::map<std::string_view, Place> place;
  for (Place i = 0; i < episodes.size(); ++i) place[episodes[i].id] = i;
  Precedence known{.before = std::vector<std::set<Place>>(episodes.size()),
                   .behind = std::vector<std::set<Place>>(episodes.size())};
  for (const Relation& relation : relations) {
    if (!is_acyclic(relation.relation_type)) continue;
    const auto [first, then] = first_and_then(relation);
    const auto at = place.find(first);
    const auto other = place.find(then);
    if (at == place.end() || other == place.end()) continue;
    known.before[other->second].insert(at->second);
    known.behind[at->second].insert(other->second);
  }
  return known;
}

// Among places each of which has another one before it, walking back comes round.
std::vector<Place> cycle_among(const std::set<Place>& left, const Precedence& known) {
  std::vector<Place> walked;
  Place at = *left.begin();
  while (std::ranges::find(walked, at) == walked.end()) {
    walked.push_back(at);
    at = *std::ranges::find_if(known.before[at],
                               [&](Place before) { return left.contains(before); });
  }
  walked.erase(walked.begin(), std::ranges::find(walked, at));
  walked.push_back(at);
  std::ranges::reverse(walked);  // What comes first, first.
  return walked;
}

}  // namespace

RelationOrder prerequisites_first(std::vector<PlacedEpisode> episodes,
                                  std::span<const Relation> relations) {
  std::ranges::sort(episodes, [](const PlacedEpisode& a, const PlacedEpisode& b) {
    return std::pair(a.distance, a.id) < std::pair(b.distance, b.id);
  });
  const Precedence known = precedence_of(episodes, relations);
  std::vector<std::size_t> waiting;
  for (const auto& before : known.before) waiting.push_back(before.size());
  std::set<Place> left;
  std::set<Place> ready;
  for (Place i = 0; i < episodes.size(); ++i) {
    left.insert(i);
    if (waiting[i] == 0) ready.insert(i);
  }
  RelationOrder order;
  while (!ready.empty()) {
    const Place next = *ready.begin();
    ready.erase(ready.begin());
    left.erase(next);
    order.ids.push_back(episodes[next].id);
    for (const Place behind : known.behind[next]) {
      if (--waiting[behind] == 0) ready.insert(behind);
    }
  }
  for (const Place place : left) order.ids.push_back(episodes[place].id);
  if (left.empty()) return order;
  for (const Place place : cycle_among(left, known)) order.cycle.push_back(episodes[place].id);
  return order;
}

}  // namespace memory_mcp
