// How episodes are joined, and what follows from that: the rules; the store keeps what they allow.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/recorder.h"

namespace memory_mcp {

struct NewRelation {
  std::string from_episode_id;
  std::string to_episode_id;
  RelationType relation_type = RelationType::related_to;
  std::optional<std::string> reason;
};

struct Related {
  Relation relation;
  bool repeated = false;  // It was there already, with the reason that it tells.
};

// invalid_argument for an episode and itself; conflict when it would close a cycle of a type that
// puts work in an order, with the cycle in its words; exhausted when one of both has as many
// relations as it may.
Result<Related> relate(Store& store, const Writing& at, const NewRelation& wanted, Timestamp now);

// Takes away what joins the two in that direction, of one type or of all; of a type that says the
// same both ways, in either direction. not_found when there is nothing.
Result<std::vector<Relation>> unrelate(Store& store, std::string_view namespace_name,
                                       const std::string& from, const std::string& to,
                                       std::optional<RelationType> type);

enum class RelationDirection { outgoing, incoming, both };

constexpr auto names_of(RelationDirection) {
  using namespace std::literals;
  return std::array{std::pair{RelationDirection::outgoing, "outgoing"sv},
                    std::pair{RelationDirection::incoming, "incoming"sv},
                    std::pair{RelationDirection::both, "both"sv}};
}

struct RelatedQuery {
  std::string episode_id;
  std::vector<RelationType> types;  // All of them when empty.
  RelationDirection direction = RelationDirection::both;
  std::int64_t depth = 1;
  std::size_t limit = 50;  // Of episodes, besides the first.
};

struct RelatedEpisode {
  Episode episode;            // Without its steps.
  std::int64_t distance = 0;  // By how many relations; 0 is the one that was asked about.
};

struct RelatedEpisodes {
  // What comes first stands first, as far as relations say so; then the nearest.
  std::vector<RelatedEpisode> episodes;
  std::vector<Relation> relations;  // Of the wanted types, between these episodes.
  // A cycle over several types, by the ids in it and the first of them again: then no order can
  // keep to all of them. Empty when there is none.
  std::vector<std::string> contradiction;
  // Open episodes that the one asked about directly depends on or is blocked by, whatever types
  // were asked for.
  std::vector<std::string> waits_for;
  bool is_cut = false;  // There are more, farther away or beyond the limit.
};

Result<RelatedEpisodes> related_episodes(Store& store, std::string_view namespace_name,
                                         const RelatedQuery& query);

}  // namespace memory_mcp
