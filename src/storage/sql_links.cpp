// The part of SqlTransaction that keeps relations and checkpoints.
#include "storage/documents.h"
#include "storage/sql_transaction.h"

namespace memory_mcp {
namespace {

// Columns: the ids of both episodes, relation_type, document, checksum.
Result<Relation> read_relation_row(const Row& row, int first) {
  return read_relation_document(row.text(first), row.text(first + 1), row.text(first + 2),
                                row.text(first + 3), row.integer(first + 4));
}

}  // namespace

Result<std::vector<Relation>> SqlTransaction::relations(const std::string& episode_id) {
  const std::int64_t episode = TRY(episode_row(episode_id));
  std::vector<Relation> found;
  TRY(connection_.query(
      "SELECT one.id, other.id, relation_type, relations.document, relations.checksum "
      "FROM relations JOIN episodes one ON one.row_id = from_episode "
      "JOIN episodes other ON other.row_id = to_episode "
      "WHERE from_episode = $1 OR to_episode = $1 ORDER BY relations.row_id",
      {episode}, [&](const Row& row) -> Status {
        found.push_back(TRY(read_relation_row(row, 0)));
        return Done{};
      }));
  return found;
}

Result<RelationPage> SqlTransaction::relation_page(std::int64_t from, std::size_t limit) {
  RelationPage page;
  const auto space = TRY(namespace_row());
  if (!space) return page;
  TRY(connection_.query(
      "SELECT relations.row_id, one.id, other.id, relation_type, relations.document, "
      "relations.checksum FROM relations JOIN episodes one ON one.row_id = from_episode "
      "JOIN episodes other ON other.row_id = to_episode "
      "WHERE relations.namespace_id = $1 AND relations.row_id >= $2 "
      "ORDER BY relations.row_id LIMIT $3",
      {*space, from, static_cast<std::int64_t>(limit) + 1}, [&](const Row& row) -> Status {
        if (page.relations.size() + page.damaged.size() == limit) {
          page.next = row.integer(0);
          return Done{};
        }
        auto relation = read_relation_row(row, 1);
        if (relation.ok())
          page.relations.push_back(*std::move(relation));
        else
          page.damaged.push_back(relation.error().message);
        return Done{};
      }));
  return page;
}

Status SqlTransaction::insert_relation(const Relation& relation) {
  const Found from = TRY(find(relation.from_episode_id));
  const Found to = TRY(find(relation.to_episode_id));
  const std::string document = relation_document(relation);
  const std::int64_t inserted = TRY(connection_.execute(
      "INSERT INTO relations "
      "(namespace_id, from_episode, to_episode, relation_type, document, checksum) "
      "VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (from_episode, to_episode, relation_type) DO NOTHING",
      {from.space, from.row, to.row, name_of(relation.relation_type), std::string_view(document),
       document_checksum(relation_key(relation), document)}));
  return inserted == 0 ? Status(relation_exists(relation)) : Status(Done{});
}

Status SqlTransaction::remove_relation(const Relation& relation) {
  const std::int64_t from = TRY(episode_row(relation.from_episode_id));
  const std::int64_t to = TRY(episode_row(relation.to_episode_id));
  const std::int64_t removed =
      TRY(connection_.execute("DELETE FROM relations WHERE from_episode = $1 AND to_episode = $2 "
                              "AND relation_type = $3",
                              {from, to, name_of(relation.relation_type)}));
  return removed == 0 ? Status(no_such_relation(relation)) : Status(Done{});
}

Result<std::vector<Checkpoint>> SqlTransaction::checkpoints(const std::string& episode_id) {
  const std::int64_t episode = TRY(episode_row(episode_id));
  std::vector<Checkpoint> found;
  TRY(connection_.query(
      "SELECT id, document, checksum FROM checkpoints WHERE episode = $1 ORDER BY row_id",
      {episode}, [&](const Row& row) -> Status {
        found.push_back(
            TRY(read_checkpoint_document(episode_id, row.text(0), row.text(1), row.integer(2))));
        return Done{};
      }));
  return found;
}

Status SqlTransaction::put_checkpoint(const Checkpoint& checkpoint) {
  const Found episode = TRY(find(checkpoint.episode_id));
  const std::string document = checkpoint_document(checkpoint);
  TRY(connection_.execute(
      "INSERT INTO checkpoints (namespace_id, episode, id, document, checksum) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (episode, id) "
      "DO UPDATE SET document = excluded.document, checksum = excluded.checksum",
      {episode.space, episode.row, std::string_view(checkpoint.id), std::string_view(document),
       document_checksum(checkpoint_key(checkpoint.episode_id, checkpoint.id), document)}));
  return Done{};
}

}  // namespace memory_mcp
