// The statements that tell a follower what is behind a mark: of everything, or of one namespace.
// Parameters: the mark, how many rows, and the row of the namespace.
#pragma once

#include "storage/database.h"

namespace memory_mcp {

struct FollowStatements {
  Sql newest;  // The newest of either kind of update; its only parameter is the namespace.
  Sql episodes;
  Sql steps;
  Sql updates;
  Sql recommendations;
  Sql feedback;
};

inline constexpr FollowStatements statements_of_all{
    .newest =
        "SELECT (SELECT coalesce(max(row_id), 0) FROM episode_updates), "
        "(SELECT coalesce(max(row_id), 0) FROM recommendation_updates)",
    .episodes =
        "SELECT episodes.row_id, episodes.row_id, namespaces.name, id, document, checksum "
        "FROM episodes JOIN namespaces ON namespaces.row_id = namespace_id "
        "WHERE episodes.row_id > $1 ORDER BY episodes.row_id LIMIT $2",
    .steps =
        "SELECT steps.row_id, episode, namespaces.name, episodes.id, step_number, steps.document, "
        "steps.checksum FROM steps JOIN episodes ON episodes.row_id = episode "
        "JOIN namespaces ON namespaces.row_id = episodes.namespace_id "
        "WHERE steps.row_id > $1 ORDER BY steps.row_id LIMIT $2",
    .updates =
        "SELECT episode_updates.row_id, episode_updates.episode, namespaces.name, id, document, "
        "checksum FROM episode_updates "
        "LEFT JOIN episodes ON episodes.row_id = episode_updates.episode "
        "LEFT JOIN namespaces ON namespaces.row_id = episodes.namespace_id "
        "WHERE episode_updates.row_id > $1 ORDER BY episode_updates.row_id LIMIT $2",
    .recommendations =
        "SELECT recommendations.row_id, episode, namespaces.name, id, document, checksum "
        "FROM recommendations JOIN namespaces ON namespaces.row_id = namespace_id "
        "WHERE recommendations.row_id > $1 ORDER BY recommendations.row_id LIMIT $2",
    .feedback =
        "SELECT recommendation_updates.row_id, episode, namespaces.name, id, document, checksum "
        "FROM recommendation_updates "
        "LEFT JOIN recommendations ON recommendations.row_id = recommendation "
        "LEFT JOIN namespaces ON namespaces.row_id = recommendations.namespace_id "
        "WHERE recommendation_updates.row_id > $1 "
        "ORDER BY recommendation_updates.row_id LIMIT $2",
};

inline constexpr FollowStatements statements_of_namespace{
    .newest =
        "SELECT (SELECT coalesce(max(row_id), 0) FROM episode_updates WHERE namespace_id = $1), "
        "(SELECT coalesce(max(row_id), 0) FROM recommendation_updates WHERE namespace_id = $1)",
    .episodes =
        "SELECT episodes.row_id, episodes.row_id, namespaces.name, id, document, checksum "
        "FROM episodes JOIN namespaces ON namespaces.row_id = namespace_id "
        "WHERE namespace_id = $3 AND episodes.row_id > $1 ORDER BY episodes.row_id LIMIT $2",
    .steps =
        "SELECT steps.row_id, episode, namespaces.name, episodes.id, step_number, steps.document, "
        "steps.checksum FROM steps JOIN episodes ON episodes.row_id = episode "
        "JOIN namespaces ON namespaces.row_id = steps.namespace_id "
        "WHERE steps.namespace_id = $3 AND steps.row_id > $1 ORDER BY steps.row_id LIMIT $2",
    .updates =
        "SELECT episode_updates.row_id, episode_updates.episode, namespaces.name, id, document, "
        "checksum FROM episode_updates "
        "LEFT JOIN episodes ON episodes.row_id = episode_updates.episode "
        "LEFT JOIN namespaces ON namespaces.row_id = episodes.namespace_id "
        "WHERE episode_updates.namespace_id = $3 AND episode_updates.row_id > $1 "
        "ORDER BY episode_updates.row_id LIMIT $2",
    .recommendations =
        "SELECT recommendations.row_id, episode, namespaces.name, id, document, checksum "
        "FROM recommendations JOIN namespaces ON namespaces.row_id = namespace_id "
        "WHERE namespace_id = $3 AND recommendations.row_id > $1 "
        "ORDER BY recommendations.row_id LIMIT $2",
    .feedback =
        "SELECT recommendation_updates.row_id, episode, namespaces.name, id, document, checksum "
        "FROM recommendation_updates "
        "LEFT JOIN recommendations ON recommendations.row_id = recommendation "
        "LEFT JOIN namespaces ON namespaces.row_id = recommendations.namespace_id "
        "WHERE recommendation_updates.namespace_id = $3 AND recommendation_updates.row_id > $1 "
        "ORDER BY recommendation_updates.row_id LIMIT $2",
};

}  // namespace memory_mcp
