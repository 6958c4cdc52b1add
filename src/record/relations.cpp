#include "record/relations.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "base/text.h"
#include "record/relation_order.h"

namespace memory_mcp {
namespace {

std::string name(RelationType type) { return std::string(name_of(type)); }

const std::string& other_end(const Relation& relation, const std::string& id) {
  return relation.from_episode_id == id ? relation.to_episode_id : relation.from_episode_id;
}

// The one that is there already, and says the same.
const Relation* find_same(const std::vector<Relation>& relations, const NewRelation& wanted) {
  for (const Relation& one : relations) {
    if (one.relation_type != wanted.relation_type) continue;
    const bool is_same =
        one.from_episode_id == wanted.from_episode_id && one.to_episode_id == wanted.to_episode_id;
    const bool is_reverse =
        one.from_episode_id == wanted.to_episode_id && one.to_episode_id == wanted.from_episode_id;
    if (is_same || (is_reverse && is_symmetric(one.relation_type))) return &one;
  }
  return nullptr;
}

// The ids on the way along relations of one type, both ends included; empty when there is none.
Result<std::vector<std::string>> way(Transaction& transaction, RelationType type,
                                     const std::string& from, const std::string& to) {
  std::map<std::string, std::string> reached_from{{from, ""}};
  std::deque<std::string> waiting{from};
  while (!waiting.empty() && !reached_from.contains(to)) {
    const std::string id = std::move(waiting.front());
    waiting.pop_front();
    for (const Relation& one : TRY(transaction.relations(id))) {
      if (one.relation_type != type || one.from_episode_id != id) continue;
      if (!reached_from.try_emplace(one.to_episode_id, id).second) continue;
      waiting.push_back(one.to_episode_id);
      if (reached_from.size() <= limits::cycle_search_episodes_max) continue;
      return exhausted("more than " + std::to_string(limits::cycle_search_episodes_max) +
                       " episodes hang together by " + name(type) +
                       ", too many to see whether this closes a cycle; unlink some that are done");
    }
  }
  std::vector<std::string> ids;
  if (!reached_from.contains(to)) return ids;
  for (std::string id = to; !id.empty(); id = reached_from[id]) ids.push_back(id);
  std::ranges::reverse(ids);
  return ids;
}

// An episode as a person and a program know it.
Result<std::string> called(Transaction& transaction, const std::string& id) {
  constexpr std::size_t shown_task_bytes_max = 60;
  const Episode episode = TRY(transaction.episode_without_steps(id));
  const std::string task = without_controls(episode.task_description);
  return id + " (" + std::string(cut_to_bytes(task, shown_task_bytes_max)) + ")";
}

Status check_cycle(Transaction& transaction, const NewRelation& wanted) {
  const RelationType type = wanted.relation_type;
  if (!is_acyclic(type)) return Done{};
  const auto back = TRY(way(transaction, type, wanted.to_episode_id, wanted.from_episode_id));
  if (back.empty()) return Done{};
  constexpr std::size_t named_max = 12;
  std::string cycle = TRY(called(transaction, wanted.from_episode_id));
  for (std::size_t i = 0; i < back.size(); ++i) {
    if (i == named_max && back.size() > named_max + 1) {
      cycle += " " + name(type) + " … (" + std::to_string(back.size() - 1 - i) + " more)";
      i = back.size() - 1;
    }
    cycle += " " + name(type) + " " + TRY(called(transaction, back[i]));
  }
  return Error{Fault::conflict,
               "this would close a cycle: " + cycle +
                   "; nothing may come before itself, so unlink one of these first, or use "
                   "related_to",
               "to_episode_id"};
}

Status check_room(const std::vector<Relation>& relations, const std::string& id) {
  if (relations.size() < limits::relations_per_episode_max) return Done{};
  return exhausted("episode " + id + " has " + std::to_string(relations.size()) +
                   " relations, as many as one may have; unlink some");
}

// A refusal names the end that is at fault.
template <typename Value>
Result<Value> of_end(Result<Value> result, const char* field) {
  if (result.ok() || result.error().fault != Fault::not_found) return result;
  Error error = std::move(result).error();
  error.field = field;
  return error;
}

class Search {
 public:
  Search(Transaction& transaction, const RelatedQuery& query)
      : transaction_(transaction), query_(query) {}

  Result<RelatedEpisodes> run() {
    TRY(walk());
    RelatedEpisodes found{.relations = std::move(relations_), .is_cut = is_cut_};
    std::erase_if(found.relations, [&](const Relation& one) {
      return !distance_.contains(one.from_episode_id) || !distance_.contains(one.to_episode_id);
    });
    std::vector<PlacedEpisode> placed;
    for (const auto& [id, distance] : distance_) placed.push_back({id, distance});
    RelationOrder order = prerequisites_first(std::move(placed), found.relations);
    for (const std::string& id : order.ids) {
      found.episodes.push_back({TRY(transaction_.episode_without_steps(id)), distance_.at(id)});
    }
    found.contradiction = std::move(order.cycle);
    found.waits_for = TRY(waits_for());
    return found;
  }

 private:
  bool is_wanted(const Relation& relation) const {
    return query_.types.empty() ||
           std::ranges::find(query_.types, relation.relation_type) != query_.types.end();
  }
  bool leads_on(const Relation& relation, const std::string& id) const {
    if (query_.direction == RelationDirection::outgoing) return relation.from_episode_id == id;
    if (query_.direction == RelationDirection::incoming) return relation.to_episode_id == id;
    return true;
  }

  // Nearest first, so that a limit leaves out what is farthest away.
  Status walk() {
    std::deque<std::string> waiting{query_.episode_id};
    distance_[query_.episode_id] = 0;
    while (!waiting.empty()) {
      const std::string id = std::move(waiting.front());
      waiting.pop_front();
      const std::int64_t next_distance = distance_.at(id) + 1;
      for (const Relation& one : TRY(transaction_.relations(id))) {
        if (!is_wanted(one)) continue;
        if (one.from_episode_id == id) relations_.push_back(one);  // Each is read at both its ends.
        const std::string& other = other_end(one, id);
        if (!leads_on(one, id) || distance_.contains(other)) continue;
        if (next_distance > query_.depth || distance_.size() > query_.limit) {
          is_cut_ = true;
          continue;
        }
        distance_[other] = next_distance;
        waiting.push_back(other);
      }
    }
    return Done{};
  }

  Result<std::vector<std::string>> waits_for() {
    std::vector<std::string> open;
    for (const Relation& one : TRY(transaction_.relations(query_.episode_id))) {
      const bool is_order = one.relation_type == RelationType::depends_on ||
                            one.relation_type == RelationType::blocks;
      const auto [first, then] = first_and_then(one);
      if (!is_order || then != query_.episode_id) continue;
      const std::string id(first);
      if (TRY(transaction_.status(id)) == EpisodeStatus::open) open.push_back(id);
    }
    std::ranges::sort(open);
    open.erase(std::unique(open.begin(), open.end()), open.end());
    return open;
  }

  Transaction& transaction_;
  const RelatedQuery& query_;
  std::map<std::string, std::int64_t> distance_;
  std::vector<Relation> relations_;
  bool is_cut_ = false;
};

}  // namespace

Result<Related> relate(Store& store, const Writing& at, const NewRelation& wanted, Timestamp now) {
  if (wanted.from_episode_id == wanted.to_episode_id) {
    return invalid_argument("to_episode_id",
                            "is the same as from_episode_id; a relation joins two episodes");
  }
  return store.write(at.namespace_name, [&](Transaction& transaction) -> Result<Related> {
    const auto of_from =
        TRY(of_end(transaction.relations(wanted.from_episode_id), "from_episode_id"));
    const auto of_to = TRY(of_end(transaction.relations(wanted.to_episode_id), "to_episode_id"));
    if (const Relation* there = find_same(of_from, wanted)) return Related{*there, true};
    TRY(check_room(of_from, wanted.from_episode_id));
    TRY(check_room(of_to, wanted.to_episode_id));
    TRY(check_cycle(transaction, wanted));
    Relation relation{.from_episode_id = wanted.from_episode_id,
                      .to_episode_id = wanted.to_episode_id,
                      .relation_type = wanted.relation_type,
                      .reason = wanted.reason,
                      .created_at = now};
    if (at.writer != local_name) relation.writer = at.writer;
    TRY(transaction.insert_relation(relation));
    return Related{std::move(relation), false};
  });
}

Result<std::vector<Relation>> unrelate(Store& store, std::string_view namespace_name,
                                       const std::string& from, const std::string& to,
                                       std::optional<RelationType> type) {
  using Removed = std::vector<Relation>;
  return store.write(namespace_name, [&](Transaction& transaction) -> Result<Removed> {
    TRY(of_end(transaction.status(to), "to_episode_id"));
    Removed removed;
    for (const Relation& one : TRY(of_end(transaction.relations(from), "from_episode_id"))) {
      const bool is_of_both = one.from_episode_id == from && one.to_episode_id == to;
      const bool is_reverse = one.from_episode_id == to && one.to_episode_id == from;
      const bool is_meant = is_of_both || (is_reverse && is_symmetric(one.relation_type));
      if (!is_meant || (type && one.relation_type != *type)) continue;
      TRY(transaction.remove_relation(one));
      removed.push_back(one);
    }
    if (!removed.empty()) return removed;
    return Error{Fault::not_found,
                 "nothing" + (type ? " of type " + name(*type) : std::string()) +
                     " leads from episode " + from + " to " + to +
                     "; get_related_episodes tells what there is, and which way it leads",
                 type ? "relation_type" : "to_episode_id"};
  });
}

Result<RelatedEpisodes> related_episodes(Store& store, std::string_view namespace_name,
                                         const RelatedQuery& query) {
  return store.read(namespace_name,
                    [&](Transaction& transaction) { return Search(transaction, query).run(); });
}

}  // namespace memory_mcp
