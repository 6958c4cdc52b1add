#include "recall/keyword/term_frequencies.h"

#include <algorithm>

namespace memory_mcp {

TermFrequencies::TermFrequencies(const NamespaceIndex& index, const QueryTerms& terms)
    : index_(index), terms_(terms) {
  for (const QueryTerm& term : terms_.all()) {
    in_steps_.emplace_back(index_.step_words(), term.term);
    in_records_.emplace_back(index_.episode_words(), term.term);
  }
}

TermFrequencies::Rows TermFrequencies::of(EpisodeNumber episode) {
  if (episode != last_) {
    const auto [at, is_new] = begins_.try_emplace(episode, counts_.size());
    if (is_new) look_up(index_.episode(episode));
    begin_of_last_ = at->second;
    last_ = episode;
  }
  return {counts_.data() + begin_of_last_, terms_.size()};
}

void TermFrequencies::look_up(const EpisodeFacts& facts) {
  const std::size_t begin = counts_.size();
  counts_.resize(begin + (facts.steps.size() + 1) * terms_.size());
  for (std::size_t term = 0; term < terms_.size(); ++term) {
    look_up_term(term, facts, counts_.data() + begin);
  }
}

void TermFrequencies::look_up_term(std::size_t term, const EpisodeFacts& facts,
                                   std::uint16_t* counts) {
  std::uint32_t whole = in_records_[term].count_in(facts.document);
  std::uint32_t least = 0;
  std::uint16_t* row = counts + terms_.size();
  for (const DocumentId step : facts.steps) {
    const std::uint8_t count = in_steps_[term].count_in(step);
    row[term] = count;
    row += terms_.size();
    whole += count;
    if (!terms_.tools().tools().empty()) {
      least = std::max(least, terms_.tools().quarters(term, index_.step(step).tool));
    }
  }
  constexpr std::uint32_t most = 65'535;
  counts[term] = static_cast<std::uint16_t>(std::clamp(whole, least, most));
}

}  // namespace memory_mcp
