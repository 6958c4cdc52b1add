// The memory of one namespace, and transactions on it: simple enough to be believed at a glance.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store.h"

namespace memory_mcp {

struct InMemoryRow {
  std::int64_t position;  // Grows with every insertion, over all namespaces.
  Episode episode;
};

// What followers are told: the step of that number, the episode as it is, or that it is gone; or
// the recommendation of that id.
struct InMemoryChange {
  std::string namespace_name;
  std::string id;
  std::int64_t position = 0;  // Of the episode; 0 of what belongs to none.
  std::optional<std::int64_t> step_number;
  bool is_recommendation = false;
};

struct InMemoryPartition {
  std::map<std::string, InMemoryRow> rows;
  std::vector<Recommendation> recommendations;  // In the order of their insertion, like the next.
  std::vector<Checkpoint> checkpoints;
  std::map<std::int64_t, Relation> relations;  // By position.
  std::map<AnswerKey, KeptAnswer> answers;
  bool was_used = false;  // A namespace exists from its first episode on, and stays.
};

class InMemoryTransaction final : public Transaction {
 public:
  InMemoryTransaction(InMemoryPartition& partition, std::int64_t& next_position,
                      std::string_view name)
      : partition_(partition), next_position_(next_position), name_(name) {}

  const std::vector<InMemoryChange>& changes() const { return changes_; }
  const std::vector<FiledText>& forgotten_texts() const { return forgotten_texts_; }
  Result<Episode> episode(const std::string& id) override { return TRY(row(id))->episode; }
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
  Result<std::optional<KeptAnswer>> kept_answer(const AnswerKey& key, Timestamp now) override;
  Status keep_answer(const AnswerKey& key, const KeptAnswer& answer, Timestamp now) override;
  Status amend_answer(const AnswerKey& key, const std::string& answer) override;

 private:
  static bool is_loose(const Recommendation& one) { return !one.episode_id && !one.feedback; }

  void note(const InMemoryRow& row, std::optional<std::int64_t> step_number);
  void note(const Recommendation& one);

  Result<Recommendation*> recommendation_at(const std::string& id);

  Result<InMemoryRow*> row(const std::string& id);

  InMemoryPartition& partition_;
  std::int64_t& next_position_;
  const std::string_view name_;
  std::vector<InMemoryChange> changes_;
  std::vector<FiledText> forgotten_texts_;
};

}  // namespace memory_mcp
