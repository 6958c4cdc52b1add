// How often each term of a query stands in an episode and in each of its steps. An episode is
// looked up when it is first asked for; fast when they are asked for in their order.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "recall/keyword/query_terms.h"

namespace memory_mcp {

// In quarters, by term.
using TermQuarters = std::span<const std::uint16_t>;

class TermFrequencies {
 public:
  // Both must outlive it.
  TermFrequencies(const NamespaceIndex& index, const QueryTerms& terms);

  // Of one episode; valid until another one is asked for.
  class Rows {
   public:
    Rows(const std::uint16_t* counts, std::size_t terms) : counts_(counts), terms_(terms) {}
    // In all of it. A word that is in the name of a tool only counts once.
    TermQuarters whole() const { return {counts_, terms_}; }
    // In the step at that place.
    TermQuarters step(std::size_t place) const { return {counts_ + (place + 1) * terms_, terms_}; }

   private:
    const std::uint16_t* counts_;
    std::size_t terms_;
  };
  // For one that is there.
  Rows of(EpisodeNumber episode);

 private:
  void look_up(const EpisodeFacts& facts);
  void look_up_term(std::size_t term, const EpisodeFacts& facts, std::uint16_t* counts);

  const NamespaceIndex& index_;
  const QueryTerms& terms_;
  std::vector<LexicalIndex::Cursor> in_steps_;
  std::vector<LexicalIndex::Cursor> in_records_;
  std::vector<std::uint16_t> counts_;  // For each episode, the rows of all of it and of its steps.
  std::unordered_map<EpisodeNumber, std::size_t> begins_;
  EpisodeNumber last_ = no_episode;
  std::size_t begin_of_last_ = 0;
};

}  // namespace memory_mcp
