#include "storage/sql_follow.h"

#include "base/log.h"
#include "storage/documents.h"

namespace memory_mcp {
namespace {

enum Mark { episodes, steps, updates, recommendations, recommendation_updates };

void log_left_out(const Error& error) {
  log_warning("record_not_indexed", {{"why", error.message}});
}

// Tells each row behind a mark, which its first column moves on.
template <typename Tell>
Status follow(Connection& connection, Sql sql, std::int64_t& mark, std::int64_t limit, Tell tell) {
  return connection.query(sql, {mark, limit}, [&](const Row& row) -> Status {
    tell(row);
    mark = row.integer(0);
    return Done{};
  });
}

// Columns: mark, row, namespace, id, document, checksum.
void tell_episode(const Row& row, Follower& follower) {
  const auto episode = read_episode_document(row.text(3), row.text(4), row.integer(5));
  if (!episode.ok()) return log_left_out(episode.error());
  follower.episode({.namespace_name = row.text(2), .row = row.integer(1)}, *episode);
}

Result<std::int64_t> follow_episodes(Connection& connection, ChangePosition& at, Follower& follower,
                                     std::int64_t limit) {
  std::int64_t told = 0;
  TRY(follow(connection,
             "SELECT episodes.row_id, episodes.row_id, namespaces.name, id, document, checksum "
             "FROM episodes JOIN namespaces ON namespaces.row_id = namespace_id "
             "WHERE episodes.row_id > $1 ORDER BY episodes.row_id LIMIT $2",
             at.marks[episodes], limit, [&](const Row& row) {
               tell_episode(row, follower);
               ++told;
             }));
  return told;
}

Status follow_steps(Connection& connection, ChangePosition& at, Follower& follower,
                    std::int64_t limit) {
  return follow(
      connection,
      "SELECT steps.row_id, episode, namespaces.name, episodes.id, step_number, steps.document, "
      "steps.checksum FROM steps JOIN episodes ON episodes.row_id = episode "
      "JOIN namespaces ON namespaces.row_id = namespace_id "
      "WHERE steps.row_id > $1 ORDER BY steps.row_id LIMIT $2",
      at.marks[steps], limit, [&](const Row& row) {
        const auto step =
            read_step_document(row.text(3), row.integer(4), row.text(5), row.integer(6));
        if (!step.ok()) return log_left_out(step.error());
        follower.step({.namespace_name = row.text(2), .row = row.integer(1)}, *step);
      });
}

Status follow_updates(Connection& connection, ChangePosition& at, Follower& follower,
                      std::int64_t limit) {
  return follow(
      connection,
      "SELECT episode_updates.row_id, episode_updates.episode, namespaces.name, id, document, "
      "checksum FROM episode_updates "
      "LEFT JOIN episodes ON episodes.row_id = episode_updates.episode "
      "LEFT JOIN namespaces ON namespaces.row_id = namespace_id "
      "WHERE episode_updates.row_id > $1 ORDER BY episode_updates.row_id LIMIT $2",
      at.marks[updates], limit, [&](const Row& row) {
        row.is_null(3) ? follower.removed(row.integer(1)) : tell_episode(row, follower);
      });
}

// Columns: mark, episode, namespace, id, document, checksum.
void tell_recommendation(const Row& row, Follower& follower) {
  const auto told = read_recommendation_document(row.text(3), row.text(4), row.integer(5));
  if (!told.ok()) return log_left_out(told.error());
  const std::int64_t episode = row.is_null(1) ? 0 : row.integer(1);
  follower.recommendation({.namespace_name = row.text(2), .row = episode}, *told);
}

Status follow_recommendations(Connection& connection, ChangePosition& at, Follower& follower,
                              std::int64_t limit) {
  return follow(connection,
                "SELECT recommendations.row_id, episode, namespaces.name, id, document, checksum "
                "FROM recommendations JOIN namespaces ON namespaces.row_id = namespace_id "
                "WHERE recommendations.row_id > $1 ORDER BY recommendations.row_id LIMIT $2",
                at.marks[recommendations], limit,
                [&](const Row& row) { tell_recommendation(row, follower); });
}

Status follow_feedback(Connection& connection, ChangePosition& at, Follower& follower,
                       std::int64_t limit) {
  return follow(
      connection,
      "SELECT recommendation_updates.row_id, episode, namespaces.name, id, document, checksum "
      "FROM recommendation_updates "
      "LEFT JOIN recommendations ON recommendations.row_id = recommendation "
      "LEFT JOIN namespaces ON namespaces.row_id = namespace_id "
      "WHERE recommendation_updates.row_id > $1 ORDER BY recommendation_updates.row_id LIMIT $2",
      at.marks[recommendation_updates], limit, [&](const Row& row) {
        if (!row.is_null(3)) tell_recommendation(row, follower);
      });
}

}  // namespace

// Whoever starts at the beginning is told everything as it is now, and needs no update of it.
Result<ChangePosition> follow_changes(Connection& connection, ChangePosition from,
                                      Follower& follower, std::size_t limit) {
  if (from == ChangePosition{}) {
    TRY(
        connection.query("SELECT (SELECT coalesce(max(row_id), 0) FROM episode_updates), "
                         "(SELECT coalesce(max(row_id), 0) FROM recommendation_updates)",
                         {}, [&](const Row& row) -> Status {
                           from.marks[updates] = row.integer(0);
                           from.marks[recommendation_updates] = row.integer(1);
                           return Done{};
                         }));
  }
  const auto most = static_cast<std::int64_t>(limit);
  // What belongs to episodes that were not told yet must wait.
  if (TRY(follow_episodes(connection, from, follower, most)) == most) return from;
  TRY(follow_steps(connection, from, follower, most));
  TRY(follow_updates(connection, from, follower, most));
  TRY(follow_recommendations(connection, from, follower, most));
  TRY(follow_feedback(connection, from, follower, most));
  return from;
}

}  // namespace memory_mcp
