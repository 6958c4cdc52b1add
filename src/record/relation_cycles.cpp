#include "record/relation_cycles.h"

#include <algorithm>
#include <set>

namespace memory_mcp {
namespace {

// Depth first, with a stack of its own: relations may hang together in a long row.
class Walk {
 public:
  Walk(RelationType type, const RelationsOf& relations_of)
      : type_(type), relations_of_(relations_of) {}

  Result<std::vector<std::string>> from(const std::string& start) {
    if (!left_.contains(start)) TRY(enter(start));
    while (!way_.empty()) {
      Place& place = way_.back();
      if (place.next == place.ends.size()) {
        on_way_.erase(place.id);
        left_.insert(std::move(place.id));
        way_.pop_back();
        continue;
      }
      const std::string id = place.ends[place.next++];
      if (left_.contains(id)) continue;
      if (on_way_.contains(id)) return cycle_from(std::ranges::find(way_, id, &Place::id));
      TRY(enter(id));
    }
    return std::vector<std::string>();
  }

 private:
  struct Place {
    std::string id;
    std::vector<std::string> ends;
    std::size_t next = 0;
  };

  Status enter(const std::string& id) {
    Place place{.id = id, .ends = {}};
    for (const Relation& one : TRY(relations_of_(id))) {
      if (one.relation_type == type_ && one.from_episode_id == id) {
        place.ends.push_back(one.to_episode_id);
      }
    }
    on_way_.insert(id);
    way_.push_back(std::move(place));
    return Done{};
  }

  std::vector<std::string> cycle_from(std::vector<Place>::const_iterator at) const {
    std::vector<std::string> ids;
    const std::string first = at->id;
    for (; at != way_.end(); ++at) ids.push_back(at->id);
    ids.push_back(first);
    return ids;
  }

  const RelationType type_;
  const RelationsOf& relations_of_;
  std::vector<Place> way_;
  std::set<std::string> on_way_;
  std::set<std::string> left_;  // Known to lead into no cycle.
};

}  // namespace

Result<std::vector<std::string>> find_cycle(RelationType type, std::span<const std::string> starts,
                                            const RelationsOf& relations_of) {
  Walk walk(type, relations_of);
  for (const std::string& start : starts) {
    auto cycle = TRY(walk.from(start));
    if (!cycle.empty()) return cycle;
  }
  return std::vector<std::string>();
}

}  // namespace memory_mcp
