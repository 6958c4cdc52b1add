#include "storage/sql_follow.h"

#include <algorithm>

#include "base/log.h"
#include "storage/documents.h"
#include "storage/follow_statements.h"

namespace memory_mcp {
namespace {

enum Mark { episodes, steps, updates, recommendations, recommendation_updates };

void log_left_out(const Error& error) {
  log_warning("record_not_indexed", {{"why", error.message}});
}

// Columns: mark, row, namespace, id, document, checksum.
void tell_episode(const Row& row, Follower& follower) {
  const auto episode = read_episode_document(row.text(3), row.text(4), row.integer(5));
  if (!episode.ok()) return log_left_out(episode.error());
  follower.episode({.namespace_name = row.text(2), .row = row.integer(1)}, *episode);
}

// Columns: mark, episode, namespace, id, number, document, checksum.
void tell_step(const Row& row, Follower& follower) {
  const auto step = read_step_document(row.text(3), row.integer(4), row.text(5), row.integer(6));
  if (!step.ok()) return log_left_out(step.error());
  follower.step({.namespace_name = row.text(2), .row = row.integer(1)}, *step);
}

// Columns: mark, episode, namespace, id, document, checksum.
void tell_recommendation(const Row& row, Follower& follower) {
  const auto told = read_recommendation_document(row.text(3), row.text(4), row.integer(5));
  if (!told.ok()) return log_left_out(told.error());
  const std::int64_t episode = row.is_null(1) ? 0 : row.integer(1);
  follower.recommendation({.namespace_name = row.text(2), .row = episode}, *told);
}

// What to follow: everything, or one namespace.
class Following {
 public:
  Following(Connection& connection, ChangeMarks& marks, std::size_t limit)
      : connection_(connection), marks_(marks), limit_(static_cast<std::int64_t>(limit)) {}
  Following(Connection& connection, ChangeMarks& marks, std::size_t limit,
            std::int64_t namespace_row)
      : Following(connection, marks, limit) {
    namespace_row_ = namespace_row;
  }

  // Whoever starts at the beginning is told everything as it is now, and needs no update of it.
  Status pass_over_updates() {
    if (marks_ != ChangeMarks{}) return Done{};
    const auto take = [&](const Row& row) -> Status {
      marks_[updates] = row.integer(0);
      marks_[recommendation_updates] = row.integer(1);
      return Done{};
    };
    return namespace_row_
               ? connection_.query(statements_of_namespace.newest, {*namespace_row_}, take)
               : connection_.query(statements_of_all.newest, {}, take);
  }

  // Whether there may be more of some kind.
  Result<bool> tell(Follower& follower) {
    // What belongs to episodes that were not told yet must wait.
    if (TRY(follow(&FollowStatements::episodes, episodes,
                   [&](const Row& row) { tell_episode(row, follower); }))) {
      return true;
    }
    bool more = TRY(
        follow(&FollowStatements::steps, steps, [&](const Row& row) { tell_step(row, follower); }));
    more |= TRY(follow(&FollowStatements::updates, updates, [&](const Row& row) {
      row.is_null(3) ? follower.removed(row.integer(1)) : tell_episode(row, follower);
    }));
    more |= TRY(follow(&FollowStatements::recommendations, recommendations,
                       [&](const Row& row) { tell_recommendation(row, follower); }));
    more |= TRY(follow(&FollowStatements::feedback, recommendation_updates, [&](const Row& row) {
      if (!row.is_null(3)) tell_recommendation(row, follower);
    }));
    return more;
  }

  std::size_t told() const { return told_; }

 private:
  // Tells each row behind a mark, which its first column moves on. Whether it was as many as asked
  // for.
  template <typename Tell>
  Result<bool> follow(Sql FollowStatements::*statement, Mark of, Tell tell_row) {
    std::int64_t& mark = marks_[of];
    std::int64_t told = 0;
    const auto on_row = [&](const Row& row) -> Status {
      tell_row(row);
      mark = row.integer(0);
      ++told;
      return Done{};
    };
    const std::int64_t from = mark;
    TRY(namespace_row_ ? connection_.query(statements_of_namespace.*statement,
                                           {from, limit_, *namespace_row_}, on_row)
                       : connection_.query(statements_of_all.*statement, {from, limit_}, on_row));
    told_ += static_cast<std::size_t>(told);
    return told == limit_;
  }

  Connection& connection_;
  ChangeMarks& marks_;
  const std::int64_t limit_;
  std::optional<std::int64_t> namespace_row_;
  std::size_t told_ = 0;
};

Result<std::int64_t> all_changes(Connection& connection) {
  std::int64_t changes = 0;
  TRY(connection.query("SELECT CAST(coalesce(sum(changes), 0) AS BIGINT) FROM turns", {},
                       [&](const Row& row) -> Status {
                         changes = row.integer(0);
                         return Done{};
                       }));
  return changes;
}

// By row, with how many writes each has seen.
Result<std::vector<NamespacePosition>> namespaces_now(Connection& connection) {
  std::vector<NamespacePosition> found;
  TRY(connection.query(
      "SELECT row_id, changes FROM namespaces JOIN turns "
      "ON turns.name = namespaces.name ORDER BY row_id",
      {}, [&](const Row& row) -> Status {
        found.push_back({.namespace_row = row.integer(0), .changes = row.integer(1)});
        return Done{};
      }));
  return found;
}

NamespacePosition& position_in(ChangePosition& at, std::int64_t namespace_row) {
  const auto found =
      std::ranges::lower_bound(at.namespaces, namespace_row, {}, &NamespacePosition::namespace_row);
  if (found != at.namespaces.end() && found->namespace_row == namespace_row) return *found;
  return *at.namespaces.insert(found, {.namespace_row = namespace_row});
}

}  // namespace

Status follow_all(Connection& connection, ChangePosition& at, Follower& follower,
                  std::size_t limit) {
  Following following(connection, at.marks, limit);
  TRY(following.pass_over_updates());
  TRY(following.tell(follower));
  return Done{};
}

Status follow_namespaces(Connection& connection, ChangePosition& at, Follower& follower,
                         std::size_t limit) {
  const std::int64_t changes = TRY(all_changes(connection));
  if (changes == at.changes) return Done{};
  std::size_t told = 0;
  for (const NamespacePosition& now : TRY(namespaces_now(connection))) {
    NamespacePosition& one = position_in(at, now.namespace_row);
    if (one.changes == now.changes) continue;
    Following following(connection, one.marks, limit, one.namespace_row);
    TRY(following.pass_over_updates());
    const bool more = TRY(following.tell(follower));
    told += following.told();
    if (more) return Done{};
    one.changes = now.changes;
    if (told >= limit) return Done{};
  }
  at.changes = changes;
  return Done{};
}

}  // namespace memory_mcp
