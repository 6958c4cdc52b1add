#include "recall/explain.h"

#include <algorithm>

namespace memory_mcp {

Explanation explain(const Sought& sought, std::span<const QueryWord> words,
                    std::span<const Ranked> ranking, std::size_t place) {
  const Ranked& hit = ranking[place];
  Explanation explanation{.score = hit.score};
  for (std::size_t i = 0; i < signal_names.size(); ++i) {
    const auto better = std::ranges::count_if(
        ranking, [&](const Ranked& other) { return other.readings[i] > hit.readings[i]; });
    explanation.signals.push_back({.signal = std::string(signal_names[i]),
                                   .score = hit.readings[i],
                                   .rank = better + 1,
                                   .share = hit.shares[i]});
  }
  const Candidate& candidate = hit.candidate;
  for (std::size_t word = 0; word < words.size(); ++word) {
    const bool is_there = candidate.step ? sought.words.is_in_step(word, *candidate.step)
                                         : sought.words.is_in_episode(word, candidate.episode);
    (is_there ? explanation.matched_words : explanation.missing_words).push_back(words[word].text);
  }
  return explanation;
}

}  // namespace memory_mcp
