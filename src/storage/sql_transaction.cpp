#include "storage/sql_transaction.h"

#include <limits>

#include "base/limits.h"
#include "storage/documents.h"
#include "storage/episode_columns.h"

namespace memory_mcp {
namespace {

Result<Episode> read_episode_row(const Row& row) {
  return read_episode_document(row.text(1), row.text(2), row.integer(3));
}

}  // namespace

Result<std::optional<std::int64_t>> SqlTransaction::namespace_row() {
  if (namespace_row_) return namespace_row_;
  TRY(connection_.query("SELECT row_id FROM namespaces WHERE name = $1", {namespace_name_},
                        [&](const Row& row) -> Status {
                          namespace_row_ = row.integer(0);
                          return Done{};
                        }));
  return namespace_row_;
}

Result<std::int64_t> SqlTransaction::namespace_row_for_writing() {
  TRY(connection_.execute("INSERT INTO namespaces (name) VALUES ($1) ON CONFLICT DO NOTHING",
                          {namespace_name_}));
  return *TRY(namespace_row());
}

Result<SqlTransaction::Found> SqlTransaction::find(const std::string& id) {
  if (last_found_ && last_found_->id == id) return *last_found_;
  std::optional<Found> found;
  TRY(connection_.query(
      "SELECT row_id, outcome IS NULL, writer, namespace_id FROM episodes WHERE id = $2 "
      "AND namespace_id = (SELECT row_id FROM namespaces WHERE name = $1)",
      {namespace_name_, std::string_view(id)}, [&](const Row& row) -> Status {
        found = Found{id, row.integer(0), row.integer(3),
                      row.integer(1) != 0 ? EpisodeStatus::open : EpisodeStatus::completed,
                      std::string(row.is_null(2) ? local_name : row.text(2))};
        return Done{};
      }));
  if (!found) return no_such_episode(id, namespace_name_);
  last_found_ = found;
  return *std::move(found);
}

Result<std::int64_t> SqlTransaction::episode_row(const std::string& id) {
  return TRY(find(id)).row;
}

Result<EpisodeStatus> SqlTransaction::status(const std::string& id) { return TRY(find(id)).status; }

Result<std::string> SqlTransaction::writer(const std::string& id) { return TRY(find(id)).writer; }

Result<SqlTransaction::EpisodeRow> SqlTransaction::episode_at(const std::string& id) {
  std::optional<EpisodeRow> found;
  if (const auto space = TRY(namespace_row())) {
    TRY(
        connection_.query("SELECT row_id, id, document, checksum FROM episodes "
                          "WHERE namespace_id = $1 AND id = $2",
                          {*space, std::string_view(id)}, [&](const Row& row) -> Status {
                            found = EpisodeRow{row.integer(0), TRY(read_episode_row(row))};
                            return Done{};
                          }));
  }
  if (!found) return no_such_episode(id, namespace_name_);
  return *std::move(found);
}

Result<Episode> SqlTransaction::episode_without_steps(const std::string& id) {
  return TRY(episode_at(id)).episode;
}

Result<Episode> SqlTransaction::episode(const std::string& id) {
  auto [row, episode] = TRY(episode_at(id));
  episode.steps = TRY(read_steps(connection_, row, id));
  return std::move(episode);
}

Result<std::optional<Step>> SqlTransaction::step(const std::string& id, std::int64_t number) {
  const std::int64_t episode = TRY(episode_row(id));
  std::optional<Step> found;
  TRY(
      connection_.query("SELECT document, checksum FROM steps "
                        "WHERE episode = $1 AND step_number = $2",
                        {episode, number}, [&](const Row& row) -> Status {
                          found = TRY(read_step_document(id, number, row.text(0), row.integer(1)));
                          return Done{};
                        }));
  return found;
}

Result<std::int64_t> SqlTransaction::step_count(const std::string& id) {
  std::int64_t count = 0;
  TRY(connection_.query("SELECT count(*) FROM steps WHERE episode = $1", {TRY(episode_row(id))},
                        [&](const Row& row) -> Status {
                          count = row.integer(0);
                          return Done{};
                        }));
  return count;
}

Result<EpisodePage> SqlTransaction::episodes(Order order, std::optional<std::int64_t> from,
                                             std::size_t limit) {
  EpisodePage page;
  const auto space = TRY(namespace_row());
  if (!space) return page;
  const auto on_row = [&](const Row& row) -> Status {
    if (page.episodes.size() == limit) {
      page.next = row.integer(0);
      return Done{};
    }
    page.episodes.push_back(TRY(read_episode_row(row)));
    return Done{};
  };
  const auto wanted = static_cast<std::int64_t>(limit) + 1;  // One more tells where to go on.
  if (order == Order::oldest_first) {
    TRY(
        connection_.query("SELECT row_id, id, document, checksum FROM episodes "
                          "WHERE namespace_id = $1 AND row_id >= $2 ORDER BY row_id LIMIT $3",
                          {*space, from.value_or(0), wanted}, on_row));
  } else {
    const std::int64_t newest = from.value_or(std::numeric_limits<std::int64_t>::max());
    TRY(
        connection_.query("SELECT row_id, id, document, checksum FROM episodes "
                          "WHERE namespace_id = $1 AND row_id <= $2 ORDER BY row_id DESC LIMIT $3",
                          {*space, newest, wanted}, on_row));
  }
  return page;
}

Result<EpisodeIds> SqlTransaction::episode_ids(std::int64_t from, std::size_t limit) {
  EpisodeIds page;
  const auto space = TRY(namespace_row());
  if (!space) return page;
  TRY(connection_.query(
      "SELECT row_id, id FROM episodes "
      "WHERE namespace_id = $1 AND row_id >= $2 ORDER BY row_id LIMIT $3",
      {*space, from, static_cast<std::int64_t>(limit) + 1}, [&](const Row& row) -> Status {
        if (page.ids.size() < limit)
          page.ids.emplace_back(row.text(1));
        else
          page.next = row.integer(0);
        return Done{};
      }));
  return page;
}

Result<EpisodeCounts> SqlTransaction::counts(Timestamp now) {
  EpisodeCounts counts;
  const auto space = TRY(namespace_row());
  if (!space) return counts;
  constexpr std::int64_t hour_ms = 3'600'000;
  TRY(connection_.query(
      "SELECT count(*), count(*) - count(outcome), "
      "count(*) FILTER (WHERE outcome = 'success'), avg(reward), "
      "count(*) FILTER (WHERE start_time_ms > $2), count(*) FILTER (WHERE start_time_ms > $3) "
      "FROM episodes WHERE namespace_id = $1",
      {*space, now.ms - hour_ms, now.ms - 24 * hour_ms}, [&](const Row& row) -> Status {
        counts.total = row.integer(0);
        counts.open = row.integer(1);
        counts.succeeded = row.integer(2);
        if (!row.is_null(3)) counts.avg_reward = row.real(3);
        counts.created_last_hour = row.integer(4);
        counts.created_last_24h = row.integer(5);
        return Done{};
      }));
  return counts;
}

Result<PeerRanks> SqlTransaction::ranks(const Effort& effort) {
  PeerRanks ranks;
  const auto space = TRY(namespace_row());
  if (!space) return ranks;
  const std::string_view domain = effort.domain;
  const std::string_view task_type = name_of(effort.task_type);
  TRY(connection_.query(
      "SELECT count(*), count(*) FILTER (WHERE step_count < $4), "
      "count(*) FILTER (WHERE step_count = $4) FROM episodes "
      "WHERE namespace_id = $1 AND domain = $2 AND task_type = $3 AND step_count IS NOT NULL",
      {*space, domain, task_type, effort.steps}, [&](const Row& row) -> Status {
        ranks.peers = row.integer(0);
        ranks.fewer_steps = row.integer(1);
        ranks.equal_steps = row.integer(2);
        return Done{};
      }));
  if (!effort.latency_ms) return ranks;
  TRY(connection_.query(
      "SELECT count(*), count(*) FILTER (WHERE step_latency_ms < $4), "
      "count(*) FILTER (WHERE step_latency_ms = $4) FROM episodes "
      "WHERE namespace_id = $1 AND domain = $2 AND task_type = $3 AND step_latency_ms IS NOT NULL",
      {*space, domain, task_type, *effort.latency_ms}, [&](const Row& row) -> Status {
        ranks.timed_peers = row.integer(0);
        ranks.faster = row.integer(1);
        ranks.equally_fast = row.integer(2);
        return Done{};
      }));
  return ranks;
}

Status SqlTransaction::insert(const Episode& episode) {
  const std::int64_t space = TRY(namespace_row_for_writing());
  const std::string document = episode_document(episode);
  const EpisodeColumns columns = columns_of(episode);
  const std::string_view id = episode.id;
  const std::int64_t inserted = TRY(connection_.execute(
      "INSERT INTO episodes (namespace_id, id, domain, task_type, outcome, start_time_ms, reward, "
      "step_count, step_latency_ms, writer, document, checksum) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
      "ON CONFLICT (namespace_id, id) DO NOTHING",
      {space, id, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5],
       columns[6], columns[7], std::string_view(document), document_checksum(id, document)}));
  if (inserted == 0) return episode_exists(episode.id);
  if (episode.steps.empty()) return Done{};
  const Found found = TRY(find(episode.id));
  for (const auto& step : episode.steps) TRY(insert_step_at(found, step));
  return Done{};
}

Status SqlTransaction::update(const Episode& episode) {
  const Found found = TRY(find(episode.id));
  if (found.writer != writer_of(episode)) return writer_stays(episode.id, found.writer);
  last_found_.reset();
  const std::string document = episode_document(episode);
  const EpisodeColumns columns = columns_of(episode);
  TRY(connection_.execute(
      "UPDATE episodes SET domain = $2, task_type = $3, outcome = $4, start_time_ms = $5, "
      "reward = $6, step_count = $7, step_latency_ms = $8, document = $9, checksum = $10 "
      "WHERE row_id = $1",
      {found.row, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5],
       columns[6], std::string_view(document), document_checksum(episode.id, document)}));
  return note_update(found);
}

// For those who follow the store.
Status SqlTransaction::note_update(const Found& episode) {
  TRY(connection_.execute("INSERT INTO episode_updates (namespace_id, episode) VALUES ($1, $2)",
                          {episode.space, episode.row}));
  return Done{};
}

Status SqlTransaction::insert_step(const std::string& id, const Step& step) {
  return insert_step_at(TRY(find(id)), step);
}

Status SqlTransaction::insert_step_at(const Found& episode, const Step& step) {
  const std::string document = step_document(step);
  const std::int64_t checksum = document_checksum(step_key(episode.id, step.step_number), document);
  const std::int64_t inserted = TRY(connection_.execute(
      "INSERT INTO steps (namespace_id, episode, step_number, document, checksum) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (episode, step_number) DO NOTHING",
      {episode.space, episode.row, step.step_number, std::string_view(document), checksum}));
  if (inserted == 0) return step_exists(episode.id, step.step_number);
  return Done{};
}

Status SqlTransaction::remove(const std::string& id) {
  const Found found = TRY(find(id));
  last_found_.reset();
  TRY(connection_.execute("DELETE FROM steps WHERE episode = $1", {found.row}));
  TRY(connection_.execute("DELETE FROM recommendations WHERE episode = $1", {found.row}));
  TRY(connection_.execute("DELETE FROM checkpoints WHERE episode = $1", {found.row}));
  TRY(connection_.execute("DELETE FROM relations WHERE from_episode = $1 OR to_episode = $1",
                          {found.row}));
  TRY(connection_.execute("DELETE FROM episodes WHERE row_id = $1", {found.row}));
  return note_update(found);
}

Result<Recommendation> SqlTransaction::recommendation(const std::string& id) {
  std::optional<Recommendation> found;
  TRY(connection_.query(
      "SELECT document, checksum FROM recommendations WHERE id = $2 "
      "AND namespace_id = (SELECT row_id FROM namespaces WHERE name = $1)",
      {namespace_name_, std::string_view(id)}, [&](const Row& row) -> Status {
        found = TRY(read_recommendation_document(id, row.text(0), row.integer(1)));
        return Done{};
      }));
  if (!found) return no_such_recommendation(id);
  return *std::move(found);
}

Status SqlTransaction::insert_recommendation(const Recommendation& recommendation) {
  SqlValue episode;
  if (recommendation.episode_id) episode = TRY(episode_row(*recommendation.episode_id));
  const std::int64_t space = TRY(namespace_row_for_writing());
  const std::string document = recommendation_document(recommendation);
  const std::string_view id = recommendation.id;
  const auto has_feedback = static_cast<std::int64_t>(recommendation.feedback.has_value());
  const std::int64_t inserted =
      TRY(connection_.execute("INSERT INTO recommendations "
                              "(namespace_id, id, episode, has_feedback, document, checksum) "
                              "VALUES ($1, $2, $3, $4, $5, $6) "
                              "ON CONFLICT (namespace_id, id) DO NOTHING",
                              {space, id, episode, has_feedback, std::string_view(document),
                               document_checksum(id, document)}));
  if (inserted == 0) return recommendation_exists(recommendation.id);
  return recommendation.episode_id ? Status(Done{}) : forget_loose_recommendations(space);
}

Status SqlTransaction::forget_loose_recommendations(std::int64_t space) {
  TRY(
      connection_.execute("DELETE FROM recommendations WHERE namespace_id = $1 AND episode IS NULL "
                          "AND has_feedback = 0 AND row_id <= (SELECT row_id FROM recommendations "
                          "WHERE namespace_id = $1 AND episode IS NULL AND has_feedback = 0 "
                          "ORDER BY row_id DESC LIMIT 1 OFFSET $2)",
                          {space, limits::loose_recommendations_max}));
  return Done{};
}

Status SqlTransaction::set_feedback(const std::string& id, const Feedback& feedback) {
  Recommendation changed = TRY(recommendation(id));
  changed.feedback = feedback;
  const std::string document = recommendation_document(changed);
  TRY(connection_.execute(
      "UPDATE recommendations SET has_feedback = 1, document = $3, checksum = $4 "
      "WHERE id = $2 AND namespace_id = (SELECT row_id FROM namespaces WHERE name = $1)",
      {namespace_name_, std::string_view(id), std::string_view(document),
       document_checksum(id, document)}));
  TRY(
      connection_.execute("INSERT INTO recommendation_updates (namespace_id, recommendation) "
                          "SELECT namespace_id, row_id FROM recommendations WHERE id = $2 AND "
                          "namespace_id = (SELECT row_id FROM namespaces WHERE name = $1)",
                          {namespace_name_, std::string_view(id)}));
  return Done{};
}

// The engine reads all documents for it, but only when there is a vector. It looks for the text as
// JSON has it, in words that every engine knows; where it stands is looked at here.
Status SqlTransaction::forget_vectors(const FiledText& text) {
  bool has_vector = false;
  TRY(connection_.query("SELECT 1 FROM vectors WHERE text_hash = $1 LIMIT 1",
                        {std::string_view(text.hash)}, [&](const Row&) -> Status {
                          has_vector = true;
                          return Done{};
                        }));
  if (!has_vector) return Done{};
  bool is_in_use = false;
  const std::string member = description_member(text.description);
  TRY(connection_.query(
      "SELECT id, document, checksum FROM episodes WHERE replace(document, $1, '') <> document",
      {std::string_view(member)}, [&](const Row& row) -> Status {
        const auto episode = read_episode_document(row.text(0), row.text(1), row.integer(2));
        is_in_use |= episode.ok() && episode->task_description == text.description;
        return Done{};
      }));
  if (is_in_use) return Done{};
  TRY(connection_.execute("DELETE FROM vectors WHERE text_hash = $1",
                          {std::string_view(text.hash)}));
  return Done{};
}

}  // namespace memory_mcp
