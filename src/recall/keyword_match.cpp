#include "recall/keyword_match.h"

#include <algorithm>
#include <array>

namespace memory_mcp {
namespace {

// A neighbour's words count as this part of a step's own, before its score is worked out: what
// answers often stands beside what repeats the words, more often behind it.
constexpr std::array<float, 5> neighbour_weights{0.2F, 0.5F, 1, 0.3F, 0.1F};
constexpr std::size_t itself = 2;
constexpr std::size_t before = itself - 1;
// A step that asks is answered by the next one, and is itself less of an answer.
constexpr float asking_before_weight = 0.7F;
constexpr float asking_part = 0.8F;
constexpr float tool_weight = 2;
// Of a word as it stands, beside its stem.
constexpr float exact_weight = 0.2F;

// Once there are enough candidates that have a word that says more, one that stands in so many does
// not make a candidate of what has nothing better: it could hardly come among the best.
constexpr std::size_t candidates_enough = 2'000;
constexpr float common_part = 0.01F;

std::uint16_t sum(std::uint16_t a, unsigned b) {
  constexpr unsigned most = 65'535;
  return static_cast<std::uint16_t>(std::min(a + b, most));
}

template <typename Id, typename Score>
std::vector<Id> best_of(std::span<const std::uint32_t> all, std::size_t count, Score score) {
  std::vector<std::pair<float, Id>> scored;
  scored.reserve(all.size());
  for (const Id one : all) scored.emplace_back(score(one), one);
  if (scored.size() > count) {
    std::ranges::nth_element(scored, scored.begin() + static_cast<std::ptrdiff_t>(count),
                             std::ranges::greater{});
    scored.resize(count);
  }
  std::vector<Id> best;
  best.reserve(scored.size());
  for (const auto& [points, one] : scored) best.push_back(one);
  return best;
}

}  // namespace

KeywordMatch::KeywordMatch(const NamespaceIndex& index, std::span<const QueryWord> words,
                           const Accepts& accepts)
    : index_(index),
      words_(words.size()),
      step_board_(index.step_boards()),
      episode_board_(index.episode_boards()),
      steps_(step_board_.board()),
      episodes_(episode_board_.board()) {
  for (const QueryWord& word : words) add_term(word.terms.stem, word.weight);
  for (const QueryWord& word : words) {
    if (word.terms.exact != no_term) add_term(word.terms.exact, exact_weight * word.weight);
  }
  steps_.start(index.step_words().documents(), terms_.size());
  episodes_.start(index.episodes_end(), terms_.size());
  // Rare words first: they decide what is worth a look.
  std::vector<std::size_t> rare_first(terms_.size());
  for (std::size_t i = 0; i < terms_.size(); ++i) rare_first[i] = i;
  std::ranges::sort(rare_first, std::ranges::greater{},
                    [&](std::size_t term) { return terms_[term].weight * terms_[term].step_idf; });
  for (const std::size_t term : rare_first) look_up(term, accepts);
}

void KeywordMatch::add_term(TermId term, float weight) {
  terms_.push_back({.term = term,
                    .weight = weight,
                    .step_idf = index_.step_words().idf(term),
                    .tool_idf = index_.step_tools().idf(term)});
}

void KeywordMatch::look_up(std::size_t term, const Accepts& accepts) {
  Term& sought = terms_[term];
  const LexicalIndex& steps = index_.step_words();
  const bool is_common = static_cast<float>(steps.document_frequency(sought.term)) >
                             common_part * static_cast<float>(steps.documents()) &&
                         steps_.documents().size() >= candidates_enough;
  // A common word as it stands, beside its stem, tells little and takes as long.
  if (is_common && term >= words_) return;
  const double episodes_with_it =
      is_common ? count_in_candidates(term) : add_candidates(term, accepts);
  sought.episode_idf = inverse_frequency(static_cast<double>(index_.episodes()), episodes_with_it);
  sought.says = sought.weight * sought.episode_idf;
  best_possible_ += sought.says;
}

double KeywordMatch::add_candidates(std::size_t term, const Accepts& accepts) {
  std::size_t episodes_with_it = 0;
  const auto count_in_episode = [&](EpisodeNumber episode, unsigned count) {
    std::uint16_t& counted = episodes_.row(episode)[term];
    episodes_with_it += counted == 0;
    counted = sum(counted, count);
  };
  EpisodeNumber last = no_episode;
  bool last_accepted = false;
  const auto is_accepted = [&](EpisodeNumber episode) {
    if (episode == no_episode) return false;
    if (!accepts) return true;
    if (episode != last) last_accepted = accepts(last = episode);
    return last_accepted;
  };
  const auto in_step = [&](DocumentId step, std::uint8_t count) {
    const EpisodeNumber episode = index_.step(step).episode;
    if (!is_accepted(episode)) return;
    steps_.row(step)[term] = count;
    count_in_episode(episode, count);
  };
  const auto in_episode = [&](DocumentId document, std::uint8_t count) {
    const EpisodeNumber episode = index_.episode_of(document);
    if (is_accepted(episode)) count_in_episode(episode, count);
  };
  index_.step_words().for_each_posting(terms_[term].term, in_step);
  index_.episode_words().for_each_posting(terms_[term].term, in_episode);
  return static_cast<double>(episodes_with_it);
}

// How many episodes have it is reckoned, as nothing is kept of most of them: the steps of one
// mostly follow each other, and whether a word stands in them is taken for a matter of chance.
double KeywordMatch::count_in_candidates(std::size_t term) {
  std::size_t by_steps = 0;
  EpisodeNumber last = no_episode;
  const auto in_step = [&](DocumentId step, std::uint8_t count) {
    const EpisodeNumber episode = index_.step(step).episode;
    by_steps += episode != last;
    last = episode;
    if (episode == no_episode || !episodes_.has(episode)) return;
    if (steps_.has(step)) steps_.row(step)[term] = count;
    std::uint16_t& counted = episodes_.row(episode)[term];
    counted = sum(counted, count);
  };
  const auto in_episode = [&](DocumentId document, std::uint8_t count) {
    const EpisodeNumber episode = index_.episode_of(document);
    if (episode == no_episode || !episodes_.has(episode)) return;
    std::uint16_t& counted = episodes_.row(episode)[term];
    counted = sum(counted, count);
  };
  index_.step_words().for_each_posting(terms_[term].term, in_step);
  index_.episode_words().for_each_posting(terms_[term].term, in_episode);
  const auto all = static_cast<double>(index_.episodes());
  const auto in_steps = std::min(all, static_cast<double>(by_steps));
  const auto by_itself =
      static_cast<double>(index_.episode_words().document_frequency(terms_[term].term));
  return std::min(all, in_steps + by_itself * (1 - in_steps / all));
}

float KeywordMatch::episode_score(EpisodeNumber episode) const {
  const auto counts = episodes_.counts(episode);
  if (counts.empty()) return 0;
  const float average = index_.average_episode_length();
  const float length = index_.episode(episode).length;
  float score = 0;
  for (std::size_t term = 0; term < counts.size(); ++term) {
    if (counts[term] == 0) continue;
    score += terms_[term].weight * terms_[term].episode_idf *
             index_.episode_words().gain(static_cast<float>(counts[term]) / counts_per_one, length,
                                         average);
  }
  return score;
}

float KeywordMatch::own_score(DocumentId step) const {
  const auto counts = steps_.counts(step);
  const LexicalIndex& words = index_.step_words();
  const float average = words.average_length();
  const float length = words.length(step);
  float score = 0;
  for (std::size_t term = 0; term < counts.size(); ++term) {
    if (counts[term] == 0) continue;
    score += terms_[term].weight * terms_[term].step_idf *
             words.gain(static_cast<float>(counts[term]) / counts_per_one, length, average);
  }
  return score + tool_score(step);
}

float KeywordMatch::tool_score(DocumentId step) const {
  float score = 0;
  for (const Term& term : terms_) {
    if (index_.step_tools().has(term.term, step)) {
      score += tool_weight * term.weight * term.tool_idf;
    }
  }
  return score;
}

float KeywordMatch::step_score(DocumentId step) const {
  const LexicalIndex& words = index_.step_words();
  const auto& siblings = index_.episode(index_.step(step).episode).steps;
  const auto place = static_cast<std::size_t>(std::ranges::find(siblings, step) - siblings.begin());
  std::array<std::span<const std::uint16_t>, neighbour_weights.size()> counts;
  std::array<float, neighbour_weights.size()> weights{};
  float length = 0;
  float weight_sum = 0;
  for (std::size_t slot = 0; slot < counts.size(); ++slot) {
    if (place + slot < itself || place + slot - itself >= siblings.size()) continue;
    const DocumentId neighbour = siblings[place + slot - itself];
    counts[slot] = steps_.counts(neighbour);
    weights[slot] = neighbour_weights[slot];
    length += weights[slot] * words.length(neighbour);
    weight_sum += weights[slot];
    if (slot == before && index_.step(neighbour).asks) weights[slot] = asking_before_weight;
  }
  float score = 0;
  for (std::size_t term = 0; term < terms_.size(); ++term) {
    float count = 0;
    for (std::size_t slot = 0; slot < counts.size(); ++slot) {
      if (!counts[slot].empty()) count += weights[slot] * static_cast<float>(counts[slot][term]);
    }
    if (count == 0) continue;
    score += terms_[term].weight * terms_[term].step_idf *
             words.gain(count / counts_per_one, length, words.average_length() * weight_sum);
  }
  score += tool_score(step);
  return index_.step(step).asks ? asking_part * score : score;
}

std::vector<EpisodeNumber> KeywordMatch::best_episodes(std::size_t count) const {
  return best_of<EpisodeNumber>(episodes_.documents(), count,
                                [&](EpisodeNumber episode) { return episode_score(episode); });
}

std::vector<DocumentId> KeywordMatch::best_steps(std::size_t count) const {
  auto best = best_of<DocumentId>(steps_.documents(), count,
                                  [&](DocumentId step) { return own_score(step); });
  const std::size_t found = best.size();
  for (std::size_t i = 0; i < found; ++i) {
    const auto& siblings = index_.episode(index_.step(best[i]).episode).steps;
    const auto place = std::ranges::find(siblings, best[i]);
    if (place != siblings.begin()) best.push_back(*(place - 1));
    if (place + 1 != siblings.end()) best.push_back(*(place + 1));
  }
  std::ranges::sort(best);
  best.erase(std::unique(best.begin(), best.end()), best.end());
  return best;
}

std::vector<DocumentId> KeywordMatch::matching_steps(EpisodeNumber episode,
                                                     std::size_t count) const {
  std::vector<DocumentId> matching;
  for (const DocumentId step : index_.episode(episode).steps) {
    if (steps_.has(step)) matching.push_back(step);
  }
  if (matching.size() <= count) return matching;
  return best_of<DocumentId>(matching, count, [&](DocumentId step) { return own_score(step); });
}

bool KeywordMatch::is_in_episode(std::size_t word, EpisodeNumber episode) const {
  const auto counts = episodes_.counts(episode);
  return !counts.empty() && counts[word] > 0;
}

bool KeywordMatch::is_in_step(std::size_t word, DocumentId step) const {
  const auto counts = steps_.counts(step);
  return (!counts.empty() && counts[word] > 0) || index_.step_tools().has(terms_[word].term, step);
}

}  // namespace memory_mcp
