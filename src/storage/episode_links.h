// What stands between episodes and beside them: part of every Transaction, and of its namespace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/checkpoint.h"
#include "model/relation.h"

namespace memory_mcp {

// A position in the order in which relations were stored.
struct RelationPage {
  std::vector<Relation> relations;
  std::vector<std::string> damaged;  // A sentence for each that cannot be read.
  std::optional<std::int64_t> next;  // Where the next page starts; none at the end.
};

class EpisodeLinks {
 public:
  virtual ~EpisodeLinks() = default;

  // Those that begin or end at the episode, in the order in which they were stored. not_found
  // without it.
  virtual Result<std::vector<Relation>> relations(const std::string& episode_id) = 0;
  // All of the namespace.
  virtual Result<RelationPage> relation_page(std::int64_t from, std::size_t limit) = 0;
  // Goes with either of its episodes. not_found without both of them; conflict when there is one
  // between them of that type and direction.
  virtual Status insert_relation(const Relation& relation) = 0;
  // The one that is_same_relation(); not_found when there is none.
  virtual Status remove_relation(const Relation& relation) = 0;

  // In the order in which they were stored. not_found without the episode, with which they go.
  virtual Result<std::vector<Checkpoint>> checkpoints(const std::string& episode_id) = 0;
  // Replaces the one of that id.
  virtual Status put_checkpoint(const Checkpoint& checkpoint) = 0;
};

// The same words from every store.
Error relation_exists(const Relation& relation);
Error no_such_relation(const Relation& relation);

}  // namespace memory_mcp
