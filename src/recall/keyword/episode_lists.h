// What each term of a query gives to each episode, by the words of its record and of all its steps,
// as lists for MaxScore.
#pragma once

#include <vector>

#include "recall/keyword/step_lists.h"

namespace memory_mcp {

class EpisodeLists {
 public:
  // A term is looked up in each step.
  static constexpr std::size_t entries_per_lookup = 16;

  // All must outlive it. `counts` is for as many episodes as there are, each 0.
  EpisodeLists(const NamespaceIndex& index, const QueryTerms& terms, const Gain& gain,
               const AcceptsEpisode& accepts, Accumulators<std::uint32_t>& counts);

  // One for each term.
  std::size_t size() const { return terms_.size(); }
  float most(std::size_t list) const { return terms_[list].points() * gain_.most(); }
  std::size_t length(std::size_t list) const;
  void scan(std::size_t list, Accumulators<float>& scores);
  float points(std::size_t list, EpisodeNumber episode);

 private:
  void count(std::size_t list);
  float points_of(std::size_t list, EpisodeNumber episode, std::uint32_t quarters) const;

  const NamespaceIndex& index_;
  const QueryTerms& terms_;
  const Gain& gain_;
  const AcceptsEpisode& accepts_;
  Accumulators<std::uint32_t>& counts_;  // Of one term, by episode, in quarters.
  std::vector<LexicalIndex::Cursor> in_steps_;
  std::vector<LexicalIndex::Cursor> in_records_;
};

}  // namespace memory_mcp
