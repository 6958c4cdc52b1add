#include "recall/keyword/keyword_match.h"

#include <algorithm>
#include <utility>

#include "recall/keyword/episode_lists.h"

namespace memory_mcp {

KeywordMatch::KeywordMatch(const NamespaceIndex& index, std::span<const QueryWord> words,
                           AcceptsEpisode accepts)
    : index_(index),
      accepts_(std::move(accepts)),
      terms_(index, words),
      step_gain_(weights::bm25_of_steps, index.step_words().average_length()),
      episode_gain_(weights::bm25_of_episodes, index.average_episode_length()),
      frequencies_(index, terms_) {}

std::vector<EpisodeNumber> KeywordMatch::best_episodes(std::size_t count) const {
  const Pool<Accumulators<float>>::Borrowed scores(index_.scores());
  const Pool<Accumulators<std::uint32_t>>::Borrowed counts(index_.counts());
  scores->start(index_.episodes_end());
  counts->start(index_.episodes_end());
  EpisodeLists lists(index_, terms_, episode_gain_, accepts_, *counts);
  return best_by_max_score(lists, count, *scores);
}

std::vector<DocumentId> KeywordMatch::best_steps(std::size_t count) const {
  const Pool<Accumulators<float>>::Borrowed scores(index_.scores());
  scores->start(index_.step_words().documents_end());
  StepLists lists(index_, terms_, step_gain_, accepts_);
  std::vector<DocumentId> best = best_by_max_score(lists, count, *scores);
  const std::size_t found = best.size();
  for (std::size_t i = 0; i < found; ++i) {
    const auto& siblings = index_.episode(index_.episode_of_step(best[i])).steps;
    const std::size_t place = place_of(best[i]);
    if (place > 0) best.push_back(siblings[place - 1]);
    if (place + 1 < siblings.size()) best.push_back(siblings[place + 1]);
  }
  std::ranges::sort(best);
  best.erase(std::unique(best.begin(), best.end()), best.end());
  return best;
}

std::vector<DocumentId> KeywordMatch::matching_steps(EpisodeNumber episode,
                                                     std::size_t count) const {
  const auto& steps = index_.episode(episode).steps;
  const TermFrequencies::Rows rows = frequencies_.of(episode);
  std::vector<DocumentId> matching;
  for (std::size_t place = 0; place < steps.size(); ++place) {
    const bool has_word =
        std::ranges::any_of(rows.step(place), [](std::uint16_t quarters) { return quarters > 0; });
    if (has_word || tool_points(steps[place]) > 0) matching.push_back(steps[place]);
  }
  if (matching.size() <= count) return matching;
  std::vector<std::pair<float, DocumentId>> scored;
  scored.reserve(matching.size());
  for (const DocumentId step : matching) scored.emplace_back(own_score(step), step);
  std::ranges::nth_element(scored, scored.begin() + static_cast<std::ptrdiff_t>(count),
                           std::ranges::greater{});
  matching.resize(count);
  for (std::size_t i = 0; i < count; ++i) matching[i] = scored[i].second;
  return matching;
}

float KeywordMatch::tool_points(DocumentId step) const {
  return terms_.tools().points(index_.step(step).tool);
}

float KeywordMatch::episode_score(EpisodeNumber episode) const {
  const TermQuarters counts = frequencies_.of(episode).whole();
  const float length = index_.episode_length(episode);
  float score = 0;
  for (std::size_t term = 0; term < counts.size(); ++term) {
    if (counts[term] == 0) continue;
    score += terms_[term].points() *
             episode_gain_.of(static_cast<float>(counts[term]) / counts_per_one, length);
  }
  return score;
}

float KeywordMatch::own_score(DocumentId step) const {
  const TermQuarters counts = frequencies_.of(index_.episode_of_step(step)).step(place_of(step));
  const float length = index_.step_words().length(step);
  float score = tool_points(step);
  for (std::size_t term = 0; term < counts.size(); ++term) {
    if (counts[term] == 0) continue;
    score += terms_[term].points() *
             step_gain_.of(static_cast<float>(counts[term]) / counts_per_one, length);
  }
  return score;
}

std::size_t KeywordMatch::place_of(DocumentId step) const {
  const StepFacts& facts = index_.step(step);
  const auto& siblings = index_.episode(index_.episode_of_step(step)).steps;
  // Steps are numbered from 1, mostly without gaps.
  const std::size_t usual = facts.step_number - 1;
  if (usual < siblings.size() && siblings[usual] == step) return usual;
  const auto at = std::ranges::lower_bound(siblings, facts.step_number, {}, [&](DocumentId other) {
    return index_.step(other).step_number;
  });
  return static_cast<std::size_t>(at - siblings.begin());
}

float KeywordMatch::Surroundings::count(std::size_t term) const {
  float count = 0;
  for (std::size_t slot = 0; slot < counts.size(); ++slot) {
    if (!counts[slot].empty()) count += weights[slot] * static_cast<float>(counts[slot][term]);
  }
  return count / counts_per_one;
}

KeywordMatch::Surroundings KeywordMatch::around(DocumentId step) const {
  const EpisodeNumber episode = index_.episode_of_step(step);
  const auto& siblings = index_.episode(episode).steps;
  const TermFrequencies::Rows rows = frequencies_.of(episode);
  const std::size_t place = place_of(step);
  Surroundings around;
  for (std::size_t slot = 0; slot < around.counts.size(); ++slot) {
    if (place + slot < weights::itself || place + slot - weights::itself >= siblings.size()) {
      continue;
    }
    const std::size_t place_beside = place + slot - weights::itself;
    const DocumentId neighbour = siblings[place_beside];
    const float weight = weights::neighbours[slot];
    around.counts[slot] = rows.step(place_beside);
    around.length += weight * index_.step_words().length(neighbour);
    around.weight_sum += weight;
    const bool asks_before = slot + 1 == weights::itself && index_.step(neighbour).asks;
    around.weights[slot] = asks_before ? weights::asking_before : weight;
  }
  return around;
}

float KeywordMatch::step_score(DocumentId step) const {
  const Surroundings around = this->around(step);
  float score = tool_points(step);
  for (std::size_t term = 0; term < terms_.size(); ++term) {
    const float count = around.count(term);
    if (count == 0) continue;
    score += terms_[term].points() * step_gain_.of(count, around.length / around.weight_sum);
  }
  return index_.step(step).asks ? weights::asking * score : score;
}

float KeywordMatch::part_in_step(DocumentId step) const {
  const StepFacts& facts = index_.step(step);
  const Surroundings around = this->around(step);
  const TermQuarters in_episode = frequencies_.of(index_.episode_of_step(step)).whole();
  float part = 0;
  for (std::size_t word = 0; word < words(); ++word) {
    const float present =
        std::max({std::min(around.count(word), 1.0F), terms_.tools().part(word, facts.tool),
                  in_episode[word] > 0 ? weights::present_in_episode : 0});
    part += terms_[word].tells * present;
  }
  return part;
}

float KeywordMatch::part_in_episode(EpisodeNumber episode) const {
  float part = 0;
  for (std::size_t word = 0; word < words(); ++word) {
    if (is_in_episode(word, episode)) part += terms_[word].tells;
  }
  return part;
}

bool KeywordMatch::is_in_episode(std::size_t word, EpisodeNumber episode) const {
  return frequencies_.of(episode).whole()[word] > 0;
}

bool KeywordMatch::is_in_step(std::size_t word, DocumentId step) const {
  const StepFacts& facts = index_.step(step);
  return frequencies_.of(index_.episode_of_step(step)).step(place_of(step))[word] > 0 ||
         terms_.tools().part(word, facts.tool) > 0;
}

}  // namespace memory_mcp
