// What is searched of one namespace, in memory: the words of its episodes and steps, and the facts
// that filters and priors ask for. It holds no text: that is read from the store for what is found.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/episode.h"
#include "recall/episode_vectors.h"
#include "recall/keyword/accumulators.h"
#include "recall/lexical_index.h"
#include "recall/lexicon.h"
#include "recall/pool.h"
#include "recall/tool_table.h"

namespace memory_mcp {

// Whether an episode may be found; empty: any may.
using AcceptsEpisode = std::function<bool(EpisodeNumber)>;

// What is known of an episode without reading it.
struct EpisodeFacts {
  bool is_there = false;  // Not removed.
  std::string id;
  std::size_t description_hash = 0;
  std::string domain;  // Folded.
  std::vector<std::string> tags;
  TaskType task_type = TaskType::other;
  std::optional<OutcomeType> outcome;
  std::int64_t start_ms = 0;
  std::optional<std::int64_t> duration_ms;
  float reward = 0;               // 0 while it is open.
  DocumentId document = 0;        // Its own words, in the index of episodes.
  std::vector<DocumentId> steps;  // In the index of steps, by step number.
};

// By which it is seen that an episode is described in other words than before.
std::size_t hash_of_description(std::string_view description);

struct StepFacts {
  std::uint32_t step_number = 0;
  ToolNumber tool = 0;
  bool has_failed = false;
  bool asks = false;  // Its action has a question.
};

// Readers may run beside each other, and not beside a writer.
class NamespaceIndex {
 public:
  explicit NamespaceIndex(const EmbeddingGeneration& generation);

  // New, or changed. `row` is the store's.
  void put(std::int64_t row, const Episode& episode);
  void put(std::int64_t row, const Step& step);
  void remove(std::int64_t row);

  // What searches compare with is one generation; while the next is being made, it stands beside.
  void begin_generation(const EmbeddingGeneration& generation);
  void drop_next_generation() { next_.reset(); }
  // Searches compare with the next one from now on.
  void finish_generation() { active_ = std::move(next_); }
  // For an episode that is there; in each of both.
  void settle_active(EpisodeNumber episode, const Vector& vector);
  void settle_newest(EpisodeNumber episode, const Vector& vector);

  const Lexicon& lexicon() const { return lexicon_; }
  // Each document is the episode's own words.
  const LexicalIndex& episode_words() const { return episode_words_; }
  const LexicalIndex& step_words() const { return step_words_; }
  const ToolTable& tools() const { return tools_; }

  const EpisodeFacts& episode(EpisodeNumber number) const { return episodes_[number]; }
  // In weighted words, with those of its steps.
  float episode_length(EpisodeNumber number) const { return episode_lengths_[number]; }
  const StepFacts& step(DocumentId document) const { return steps_[document]; }
  // no_episode when it was removed.
  EpisodeNumber episode_of_step(DocumentId step) const { return episode_of_step_[step]; }
  // Whose words a document of episode_words() are.
  EpisodeNumber episode_of(DocumentId document) const { return episode_of_document_[document]; }
  // By episode number; of those that have one.
  const VectorIndex& vectors() const { return active_->index(); }
  const EmbeddingGeneration& generation() const { return active_->generation(); }
  // The first that lack a vector of the newest generation, `limit` of them at most.
  std::vector<EpisodeNumber> lacking(std::size_t limit) const;
  std::size_t lacking_count() const { return episodes() - newest().settled(); }
  // Those that had their turn, and have no vector of it.
  std::size_t refused_count() const { return newest().settled() - newest().index().size(); }
  // For whoever adds up scores of steps or episodes, and counts of words.
  Pool<Accumulators<float>>& scores() const { return scores_; }
  Pool<Accumulators<std::uint32_t>>& counts() const { return counts_; }
  // The episode of a row; no_episode when it is not there.
  EpisodeNumber number_of(std::int64_t row) const;
  // Of all that were ever there.
  EpisodeNumber episodes_end() const { return static_cast<EpisodeNumber>(episodes_.size()); }
  std::size_t episodes() const { return number_of_row_.size(); }
  float average_episode_length() const;
  std::size_t bytes() const;

 private:
  EpisodeFacts& facts_of(std::int64_t row);
  const EpisodeVectors& newest() const { return next_ ? *next_ : *active_; }

  Lexicon lexicon_;
  LexicalIndex episode_words_;
  LexicalIndex step_words_;
  ToolTable tools_;
  std::unique_ptr<EpisodeVectors> active_;
  std::unique_ptr<EpisodeVectors> next_;  // None while nothing changes.
  std::vector<EpisodeFacts> episodes_;
  std::vector<StepFacts> steps_;
  // What a scan of postings asks of each of them stands close together.
  std::vector<float> episode_lengths_;
  std::vector<EpisodeNumber> episode_of_step_;
  std::vector<EpisodeNumber> episode_of_document_;
  std::unordered_map<std::int64_t, EpisodeNumber> number_of_row_;
  double length_sum_ = 0;
  mutable Pool<Accumulators<float>> scores_;
  mutable Pool<Accumulators<std::uint32_t>> counts_;
};

}  // namespace memory_mcp
