// How one episode stands to another one: a plain value. Both are of the same namespace.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/access_limits.h"
#include "base/clock.h"
#include "base/describe.h"
#include "base/relation_limits.h"
#include "model/text_rules.h"

namespace memory_mcp {

// Each is read from left to right: "from depends_on to", "from is the parent of its child to".
enum class RelationType {
  depends_on,
  parent_child,
  blocks,
  follows,
  related_to,
  duplicates,
  references
};

constexpr auto names_of(RelationType) {
  using namespace std::literals;
  return std::array{std::pair{RelationType::depends_on, "depends_on"sv},
                    std::pair{RelationType::parent_child, "parent_child"sv},
                    std::pair{RelationType::blocks, "blocks"sv},
                    std::pair{RelationType::follows, "follows"sv},
                    std::pair{RelationType::related_to, "related_to"sv},
                    std::pair{RelationType::duplicates, "duplicates"sv},
                    std::pair{RelationType::references, "references"sv}};
}

// Types that put work in an order: nothing may come before itself.
constexpr bool is_acyclic(RelationType type) {
  return type == RelationType::depends_on || type == RelationType::parent_child ||
         type == RelationType::blocks;
}

// Whether the same is said by the relation the other way round.
constexpr bool is_symmetric(RelationType type) { return type == RelationType::related_to; }

struct Relation {
  std::string from_episode_id;
  std::string to_episode_id;
  RelationType relation_type = RelationType::related_to;
  std::optional<std::string> reason;
  Timestamp created_at;
  std::optional<std::string> writer;  // Who made it; none is the local user.

  bool operator==(const Relation&) const = default;

  static constexpr auto fields() {
    return std::tuple{
        required("from_episode_id", &Relation::from_episode_id, "The episode it begins at.")
            .length(36, 36)
            .matching(uuid_rule),
        required("to_episode_id", &Relation::to_episode_id, "The episode it ends at.")
            .length(36, 36)
            .matching(uuid_rule),
        required("relation_type", &Relation::relation_type, "How the first stands to the second."),
        optional("reason", &Relation::reason, "Why, in the words of whoever made it.")
            .length(1, limits::relation_reason_bytes_max)
            .matching(not_blank_rule),
        required("created_at", &Relation::created_at, "When it was made."),
        optional("writer", &Relation::writer, "Who made it; absent: the local user.")
            .length(1, limits::writer_bytes_max),
    };
  }
};

// Whether both join the same episodes in the same way, whatever is said of it.
inline bool is_same_relation(const Relation& one, const Relation& other) {
  return one.from_episode_id == other.from_episode_id && one.to_episode_id == other.to_episode_id &&
         one.relation_type == other.relation_type;
}

// The one that comes first when work is done in order, and the one behind it; for types that put
// work in an order.
inline std::pair<std::string_view, std::string_view> first_and_then(const Relation& relation) {
  if (relation.relation_type == RelationType::depends_on) {
    return {relation.to_episode_id, relation.from_episode_id};
  }
  return {relation.from_episode_id, relation.to_episode_id};
}

}  // namespace memory_mcp
