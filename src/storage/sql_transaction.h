// A Transaction in SQL, on one connection and one namespace.
#pragma once

#include <optional>

#include "storage/database.h"
#include "storage/sql_answers.h"
#include "storage/store.h"

namespace memory_mcp {

class SqlTransaction final : public Transaction {
 public:
  SqlTransaction(Connection& connection, std::string_view namespace_name)
      : connection_(connection), namespace_name_(namespace_name) {}

  Result<Episode> episode(const std::string& id) override;
  Result<Episode> episode_without_steps(const std::string& id) override;
  Result<EpisodeStatus> status(const std::string& id) override;
  Result<std::string> writer(const std::string& id) override;
  Result<std::optional<Step>> step(const std::string& id, std::int64_t number) override;
  Result<std::int64_t> step_count(const std::string& id) override;
  Result<EpisodePage> episodes(Order order, std::optional<std::int64_t> from,
                               std::size_t limit) override;
  Result<EpisodeIds> episode_ids(std::int64_t from, std::size_t limit) override;
  Result<EpisodeCounts> counts(Timestamp now) override;
  Result<PeerRanks> ranks(const Effort& effort) override;
  Status insert(const Episode& episode) override;
  Status update(const Episode& episode) override;
  Status insert_step(const std::string& id, const Step& step) override;
  Status remove(const std::string& id) override;
  Result<Recommendation> recommendation(const std::string& id) override;
  Status insert_recommendation(const Recommendation& recommendation) override;
  Status set_feedback(const std::string& id, const Feedback& feedback) override;
  Status forget_vectors(const FiledText& text) override;
  Result<std::vector<Relation>> relations(const std::string& episode_id) override;
  Result<RelationPage> relation_page(std::int64_t from, std::size_t limit) override;
  Status insert_relation(const Relation& relation) override;
  Status remove_relation(const Relation& relation) override;
  Result<std::vector<Checkpoint>> checkpoints(const std::string& episode_id) override;
  Status put_checkpoint(const Checkpoint& checkpoint) override;
  Result<std::optional<KeptAnswer>> kept_answer(const AnswerKey& key, Timestamp now) override {
    return read_answer(connection_, namespace_name_, key, now);
  }
  Status keep_answer(const AnswerKey& key, const KeptAnswer& answer, Timestamp now) override {
    return insert_answer(connection_, namespace_name_, key, answer, now);
  }
  Status amend_answer(const AnswerKey& key, const std::string& answer) override {
    return update_answer(connection_, namespace_name_, key, answer);
  }

 private:
  struct EpisodeRow {
    std::int64_t row;
    Episode episode;  // Without its steps.
  };

  // What a rule needs to know of an episode, from its columns alone.
  struct Found {
    std::string id;
    std::int64_t row;
    std::int64_t space;  // The row of its namespace.
    EpisodeStatus status;
    std::string writer;
  };
  // not_found when there is no such episode. Remembers the last one: a rule asks several times.
  Result<Found> find(const std::string& id);

  // The row of this namespace, or none when nothing was ever stored in it.
  Result<std::optional<std::int64_t>> namespace_row();
  Result<std::int64_t> namespace_row_for_writing();
  // Both are not_found when there is no such episode.
  Result<EpisodeRow> episode_at(const std::string& id);
  Result<std::int64_t> episode_row(const std::string& id);
  Status note_update(const Found& episode);
  Status forget_loose_recommendations(std::int64_t space);
  Status insert_step_at(const Found& episode, const Step& step);

  Connection& connection_;
  const std::string_view namespace_name_;
  std::optional<std::int64_t> namespace_row_;
  std::optional<Found> last_found_;
};

}  // namespace memory_mcp
