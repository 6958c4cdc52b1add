#include "recall/keyword_match.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace memory_mcp {
namespace {

// Once there are enough candidates that have a word that says more, one that stands in so many does
// not make a candidate of what has nothing better: it could hardly come among the best.
constexpr std::size_t candidates_enough = 2'000;
constexpr float common_part = 0.01F;

std::uint16_t sum(std::uint16_t a, unsigned b) {
  constexpr unsigned most = 65'535;
  return static_cast<std::uint16_t>(std::min(a + b, most));
}

// How much a word tells that `with_it` of `all` documents have. A small store does not know yet
// which words are common: a usual number of other documents is thought beside it.
float tells(std::size_t all, std::size_t with_it) {
  constexpr float usual = 1'000;
  return std::log((static_cast<float>(all) + usual) / static_cast<float>(with_it + 1));
}

template <typename Id, typename Score>
std::vector<Id> best_of(std::span<const Id> all, std::size_t count, Score score) {
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
      accepts_(accepts),
      words_(words.size()),
      terms_(terms_of(index, words)),
      tools_(match_tools()),
      step_gain_(weights::bm25_of_steps, index.step_words().average_length()),
      episode_gain_(weights::bm25_of_episodes, index.average_episode_length()),
      step_board_(index.step_boards()),
      episode_board_(index.episode_boards()),
      steps_(step_board_.board()),
      episodes_(episode_board_.board()) {
  weigh_words(words);
  steps_.start(index.step_words().documents_end(), terms_.size());
  episodes_.start(index.episodes_end(), terms_.size());
  // Rare words first: they decide what is worth a look.
  std::vector<std::size_t> rare_first(terms_.size());
  std::iota(rare_first.begin(), rare_first.end(), std::size_t{0});
  std::ranges::sort(rare_first, std::ranges::greater{},
                    [&](std::size_t term) { return terms_[term].weight * terms_[term].idf; });
  for (const std::size_t term : rare_first) look_up(term);
  for (const ToolNumber tool : tools_.tools()) look_up_tool(tool);
  count_tools_in_episodes();
}

std::vector<KeywordMatch::Term> KeywordMatch::terms_of(const NamespaceIndex& index,
                                                       std::span<const QueryWord> words) {
  std::vector<Term> terms;
  const auto all = index.step_words().documents() + index.episode_words().documents();
  const auto add = [&](TermId term, float weight) {
    const std::size_t with_it = index.step_words().document_frequency(term) +
                                index.episode_words().document_frequency(term);
    terms.push_back(
        {.term = term,
         .weight = weight,
         .idf = inverse_frequency(static_cast<double>(all), static_cast<double>(with_it)),
         .with_it = with_it});
  };
  for (const QueryWord& word : words) add(word.terms.stem, word.weight);
  for (const QueryWord& word : words) {
    if (word.terms.exact != no_term) add(word.terms.exact, weights::exact * word.weight);
  }
  return terms;
}

ToolMatch KeywordMatch::match_tools() const {
  std::vector<ToolMatch::Sought> sought;
  sought.reserve(terms_.size());
  for (const Term& term : terms_) sought.push_back({term.term, term.weight});
  return {index_.tools(), sought, words_, index_.step_words().documents()};
}

void KeywordMatch::weigh_words(std::span<const QueryWord> words) {
  const auto all = index_.step_words().documents() + index_.episode_words().documents();
  float told = 0;
  for (std::size_t i = 0; i < words_; ++i) {
    Term& word = terms_[i];
    best_possible_ += word.weight * word.idf;
    word.tells = word.weight * tells(all, std::min(all, word.with_it + tools_.steps_with(i)));
    told += word.tells;
    names_something_ = names_something_ || !words[i].terms.is_stop_word;
  }
  // A query of nothing but stop words is about something that it does not name.
  if (!names_something_) told += tells(all, 0);
  for (std::size_t i = 0; i < words_; ++i) terms_[i].tells /= told;
}

bool KeywordMatch::is_accepted(EpisodeNumber episode) const {
  return !accepts_ || accepts_(episode);
}

// Whether what stands in so many steps makes no candidates.
bool KeywordMatch::is_common(std::size_t steps) const {
  return static_cast<float>(steps) >
             common_part * static_cast<float>(index_.step_words().documents()) &&
         steps_.documents().size() >= candidates_enough;
}

void KeywordMatch::look_up(std::size_t term) {
  if (!is_common(index_.step_words().document_frequency(terms_[term].term))) {
    add_candidates(term);
  } else if (term < words_) {  // An exact form beside its stem tells little, and takes as long.
    count_in_candidates(term);
  }
}

void KeywordMatch::add_candidates(std::size_t term) {
  EpisodeNumber last = no_episode;
  bool last_accepted = false;
  const auto is_found = [&](EpisodeNumber episode) {
    if (episode != last) last_accepted = is_accepted(last = episode);
    return last_accepted;
  };
  const auto count_in_episode = [&](EpisodeNumber episode, unsigned count) {
    std::uint16_t& counted = episodes_.row(episode)[term];
    counted = sum(counted, count);
  };
  index_.step_words().for_each_posting(terms_[term].term, [&](DocumentId step, std::uint8_t count) {
    const EpisodeNumber episode = index_.step(step).episode;
    if (!is_found(episode)) return;
    steps_.row(step)[term] = count;
    count_in_episode(episode, count);
  });
  index_.episode_words().for_each_posting(
      terms_[term].term, [&](DocumentId document, std::uint8_t count) {
        const EpisodeNumber episode = index_.episode_of(document);
        if (is_found(episode)) count_in_episode(episode, count);
      });
}

void KeywordMatch::count_in_candidates(std::size_t term) {
  std::vector<EpisodeNumber> candidates(episodes_.documents().begin(), episodes_.documents().end());
  std::ranges::sort(candidates);
  LexicalIndex::Cursor in_steps(index_.step_words(), terms_[term].term);
  LexicalIndex::Cursor in_records(index_.episode_words(), terms_[term].term);
  for (const EpisodeNumber episode : candidates) {
    const EpisodeFacts& facts = index_.episode(episode);
    unsigned in_episode = in_records.count_in(facts.document);
    for (const DocumentId step : facts.steps) {
      const std::uint8_t count = in_steps.count_in(step);
      if (count == 0) continue;
      in_episode += count;
      if (steps_.has(step)) steps_.row(step)[term] = count;
    }
    std::uint16_t& counted = episodes_.row(episode)[term];
    counted = sum(counted, in_episode);
  }
}

// Also a step that has no word of the query is found by its tool.
void KeywordMatch::look_up_tool(ToolNumber tool) {
  if (is_common(index_.tools().used(tool))) return;
  for (const DocumentId step : index_.tools().steps(tool)) {
    const EpisodeNumber episode = index_.step(step).episode;
    if (episode == no_episode || !is_accepted(episode)) continue;
    steps_.row(step);
    episodes_.row(episode);
  }
}

// A word that stands in no text of an episode but in the name of a tool counts once.
void KeywordMatch::count_tools_in_episodes() {
  if (tools_.tools().empty()) return;
  for (const EpisodeNumber episode : episodes_.documents()) {
    std::uint16_t* const counts = episodes_.row(episode);
    for (const DocumentId step : index_.episode(episode).steps) {
      const ToolNumber tool = index_.step(step).tool;
      if (tools_.points(tool) == 0) continue;
      for (std::size_t word = 0; word < words_; ++word) {
        const float part = counts_per_one * tools_.part(word, tool);
        counts[word] = std::max(counts[word], static_cast<std::uint16_t>(std::ceil(part)));
      }
    }
  }
}

float KeywordMatch::episode_score(EpisodeNumber episode) const {
  const auto counts = episodes_.counts(episode);
  if (counts.empty()) return 0;
  const float length = index_.episode(episode).length;
  float score = 0;
  for (std::size_t term = 0; term < counts.size(); ++term) {
    if (counts[term] == 0) continue;
    score += terms_[term].weight * terms_[term].idf *
             episode_gain_.of(static_cast<float>(counts[term]) / counts_per_one, length);
  }
  return score;
}

float KeywordMatch::own_score(DocumentId step) const {
  const auto counts = steps_.counts(step);
  const float length = index_.step_words().length(step);
  float score = tool_points(step);
  for (std::size_t term = 0; term < counts.size(); ++term) {
    if (counts[term] == 0) continue;
    score += terms_[term].weight * terms_[term].idf *
             step_gain_.of(static_cast<float>(counts[term]) / counts_per_one, length);
  }
  return score;
}

float KeywordMatch::Surroundings::count(std::size_t term) const {
  float count = 0;
  for (std::size_t slot = 0; slot < counts.size(); ++slot) {
    if (!counts[slot].empty()) count += weights[slot] * static_cast<float>(counts[slot][term]);
  }
  return count / counts_per_one;
}

KeywordMatch::Surroundings KeywordMatch::around(DocumentId step) const {
  const auto& siblings = index_.episode(index_.step(step).episode).steps;
  const auto place = static_cast<std::size_t>(
      std::ranges::lower_bound(siblings, index_.step(step).step_number, {},
                               [&](DocumentId other) { return index_.step(other).step_number; }) -
      siblings.begin());
  Surroundings around;
  for (std::size_t slot = 0; slot < around.counts.size(); ++slot) {
    if (place + slot < weights::itself || place + slot - weights::itself >= siblings.size()) {
      continue;
    }
    const DocumentId neighbour = siblings[place + slot - weights::itself];
    const float weight = weights::neighbours[slot];
    around.counts[slot] = steps_.counts(neighbour);
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
    score += terms_[term].weight * terms_[term].idf *
             step_gain_.of(count, around.length / around.weight_sum);
  }
  return index_.step(step).asks ? weights::asking * score : score;
}

float KeywordMatch::part_in_step(DocumentId step) const {
  const StepFacts& facts = index_.step(step);
  const Surroundings around = this->around(step);
  const auto in_episode = episodes_.counts(facts.episode);
  float part = 0;
  for (std::size_t word = 0; word < words_; ++word) {
    const bool is_in_episode = !in_episode.empty() && in_episode[word] > 0;
    const float present =
        std::max({std::min(around.count(word), 1.0F), tools_.part(word, facts.tool),
                  is_in_episode ? weights::present_in_episode : 0});
    part += terms_[word].tells * present;
  }
  return part;
}

float KeywordMatch::part_in_episode(EpisodeNumber episode) const {
  float part = 0;
  for (std::size_t word = 0; word < words_; ++word) {
    if (is_in_episode(word, episode)) part += terms_[word].tells;
  }
  return part;
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
  return (!counts.empty() && counts[word] > 0) || tools_.part(word, index_.step(step).tool) > 0;
}

}  // namespace memory_mcp
