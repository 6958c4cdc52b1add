#include "recall/namespace_index.h"

#include <algorithm>
#include <utility>

#include "analysis/folding.h"
#include "recall/episode_text.h"
#include "recall/term_counter.h"

namespace memory_mcp {
namespace {

// A question mark at the end of a word, which those of addresses are not.
bool asks(std::string_view text) {
  for (const std::string_view foreign : {"？", "؟"}) {
    if (text.find(foreign) != std::string_view::npos) return true;
  }
  for (std::size_t at = text.find('?'); at != std::string_view::npos; at = text.find('?', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n') return true;
  }
  return false;
}

// What a map's element takes beside itself: the next one's place, and that of the memory.
constexpr std::size_t node_bytes = 2 * sizeof(void*);

// Short texts stand in the string itself.
std::size_t bytes_beside(const std::string& text) {
  static const std::size_t within = std::string().capacity();
  return text.capacity() > within ? text.capacity() + 1 : 0;
}

}  // namespace

std::size_t hash_of_description(std::string_view description) {
  return std::hash<std::string_view>()(description);
}

NamespaceIndex::NamespaceIndex(const EmbeddingGeneration& generation)
    : active_(std::make_unique<EpisodeVectors>(generation)) {}

EpisodeNumber NamespaceIndex::number_of(std::int64_t row) const {
  const auto found = number_of_row_.find(row);
  return found == number_of_row_.end() ? no_episode : found->second;
}

void NamespaceIndex::begin_generation(const EmbeddingGeneration& generation) {
  next_ = std::make_unique<EpisodeVectors>(generation);
  for (EpisodeNumber number = 0; number < episodes_end(); ++number) {
    if (!episodes_[number].is_there) next_->erase(number);
  }
}

void NamespaceIndex::settle_active(EpisodeNumber episode, const Vector& vector) {
  active_->settle(episode, vector);
}

void NamespaceIndex::settle_newest(EpisodeNumber episode, const Vector& vector) {
  (next_ ? *next_ : *active_).settle(episode, vector);
}

std::vector<EpisodeNumber> NamespaceIndex::lacking(std::size_t limit) const {
  std::vector<EpisodeNumber> found;
  if (lacking_count() == 0) return found;
  for (EpisodeNumber number = newest().settled_below();
       number < episodes_end() && found.size() < limit; ++number) {
    if (episodes_[number].is_there && !newest().is_settled(number)) found.push_back(number);
  }
  return found;
}

EpisodeFacts& NamespaceIndex::facts_of(std::int64_t row) {
  const auto [at, is_new] =
      number_of_row_.try_emplace(row, static_cast<EpisodeNumber>(episodes_.size()));
  if (is_new) {
    episodes_.emplace_back();
    episode_lengths_.push_back(0);
  }
  return episodes_[at->second];
}

void NamespaceIndex::put(std::int64_t row, const Episode& episode) {
  EpisodeFacts& facts = facts_of(row);
  TermCounter counter(lexicon_);
  for_each_text(episode, [&](const WeightedText& part) { counter.add(part.text, part.weight); });
  const float length_before = facts.is_there ? episode_words_.length(facts.document) : 0;
  if (facts.is_there) episode_words_.remove(facts.document);

  const std::size_t hash = hash_of_description(episode.task_description);
  if (facts.is_there && facts.description_hash != hash) {
    active_->unsettle(number_of_row_.at(row));
    if (next_) next_->unsettle(number_of_row_.at(row));
  }
  facts.is_there = true;
  facts.id = episode.id;
  facts.description_hash = hash;
  facts.domain = folded(episode.context.domain);
  facts.tags = episode.context.tags;
  facts.task_type = episode.task_type;
  facts.outcome = episode.outcome ? std::optional(episode.outcome->type) : std::nullopt;
  facts.start_ms = episode.start_time.ms;
  facts.duration_ms = episode.duration_ms;
  facts.reward = static_cast<float>(episode.reward_score.value_or(0));
  facts.document = episode_words_.add(counter.counts(), counter.length());
  const EpisodeNumber number = number_of_row_.at(row);
  episode_of_document_.push_back(number);
  const float grown = episode_words_.length(facts.document) - length_before;
  episode_lengths_[number] += grown;
  length_sum_ += grown;
}

void NamespaceIndex::put(std::int64_t row, const Step& step) {
  const auto found = number_of_row_.find(row);
  if (found == number_of_row_.end()) return;  // Its episode could not be read.
  EpisodeFacts& facts = episodes_[found->second];
  const auto at = std::ranges::lower_bound(
      facts.steps, step.step_number, {},
      [&](DocumentId other) -> std::int64_t { return steps_[other].step_number; });
  // A step does not change. It is told again when the store failed in the middle of telling.
  if (at != facts.steps.end() && steps_[*at].step_number == step.step_number) return;
  TermCounter words(lexicon_);
  for_each_text(step, [&](const WeightedText& part) { words.add(part.text, part.weight); });
  const DocumentId document = step_words_.add(words.counts(), words.length());
  episode_of_step_.push_back(found->second);
  steps_.push_back({.step_number = static_cast<std::uint32_t>(step.step_number),
                    .tool = tools_.add(step.tool, document, lexicon_),
                    .has_failed = step.result && step.result->type != StepResultType::success,
                    .asks = asks(step.action)});
  facts.steps.insert(at, document);
  episode_lengths_[found->second] += words.length();
  length_sum_ += words.length();
}

void NamespaceIndex::remove(std::int64_t row) {
  const auto found = number_of_row_.find(row);
  if (found == number_of_row_.end()) return;
  EpisodeFacts& facts = episodes_[found->second];
  if (facts.is_there) episode_words_.remove(facts.document);
  for (const DocumentId step : facts.steps) {
    step_words_.remove(step);
    tools_.remove(steps_[step].tool);
    episode_of_step_[step] = no_episode;
  }
  length_sum_ -= std::exchange(episode_lengths_[found->second], 0.0F);
  active_->erase(found->second);
  if (next_) next_->erase(found->second);
  facts = {};
  number_of_row_.erase(found);
}

float NamespaceIndex::average_episode_length() const {
  return episodes() == 0 ? 1 : static_cast<float>(length_sum_ / static_cast<double>(episodes()));
}

std::size_t NamespaceIndex::bytes() const {
  std::size_t bytes = vectors().bytes() + (next_ ? next_->index().bytes() : 0) + lexicon_.bytes() +
                      episode_words_.bytes() + step_words_.bytes() + tools_.bytes() +
                      episodes_.capacity() * sizeof(EpisodeFacts) +
                      steps_.capacity() * sizeof(StepFacts) +
                      episode_lengths_.capacity() * sizeof(float) +
                      episode_of_step_.capacity() * sizeof(EpisodeNumber) +
                      episode_of_document_.capacity() * sizeof(EpisodeNumber) +
                      number_of_row_.size() * (sizeof(*number_of_row_.begin()) + node_bytes) +
                      number_of_row_.bucket_count() * sizeof(void*);
  for (const EpisodeFacts& facts : episodes_) {
    bytes += bytes_beside(facts.id) + bytes_beside(facts.domain) +
             facts.tags.capacity() * sizeof(std::string) +
             facts.steps.capacity() * sizeof(DocumentId);
    for (const std::string& tag : facts.tags) bytes += bytes_beside(tag);
  }
  return bytes;
}

}  // namespace memory_mcp
