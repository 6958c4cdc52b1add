// The part of InMemoryTransaction that keeps relations and checkpoints.
#include <algorithm>

#include "storage/in_memory_transaction.h"

namespace memory_mcp {

Result<std::vector<Relation>> InMemoryTransaction::relations(const std::string& episode_id) {
  TRY(row(episode_id));
  std::vector<Relation> found;
  for (const auto& [number, one] : partition_.relations) {
    if (one.from_episode_id == episode_id || one.to_episode_id == episode_id) found.push_back(one);
  }
  return found;
}

Result<RelationPage> InMemoryTransaction::relation_page(std::int64_t from, std::size_t limit) {
  RelationPage page;
  for (auto at = partition_.relations.lower_bound(from); at != partition_.relations.end(); ++at) {
    if (page.relations.size() == limit) {
      page.next = at->first;
      break;
    }
    page.relations.push_back(at->second);
  }
  return page;
}

Status InMemoryTransaction::insert_relation(const Relation& relation) {
  TRY(row(relation.from_episode_id));
  TRY(row(relation.to_episode_id));
  auto& all = partition_.relations;
  const bool is_there = std::ranges::any_of(
      all, [&](const auto& one) { return is_same_relation(one.second, relation); });
  if (is_there) return relation_exists(relation);
  all.emplace(++next_position_, relation);
  return Done{};
}

Status InMemoryTransaction::remove_relation(const Relation& relation) {
  TRY(row(relation.from_episode_id));
  TRY(row(relation.to_episode_id));
  const auto removed = std::erase_if(partition_.relations, [&](const auto& one) {
    return is_same_relation(one.second, relation);
  });
  return removed == 0 ? Status(no_such_relation(relation)) : Status(Done{});
}

Result<std::vector<Checkpoint>> InMemoryTransaction::checkpoints(const std::string& episode_id) {
  TRY(row(episode_id));
  std::vector<Checkpoint> found;
  std::ranges::copy_if(partition_.checkpoints, std::back_inserter(found),
                       [&](const Checkpoint& one) { return one.episode_id == episode_id; });
  return found;
}

Status InMemoryTransaction::put_checkpoint(const Checkpoint& checkpoint) {
  TRY(row(checkpoint.episode_id));
  auto& all = partition_.checkpoints;
  const auto found = std::ranges::find_if(all, [&](const Checkpoint& one) {
    return one.id == checkpoint.id && one.episode_id == checkpoint.episode_id;
  });
  if (found == all.end())
    all.push_back(checkpoint);
  else
    *found = checkpoint;
  return Done{};
}

}  // namespace memory_mcp
