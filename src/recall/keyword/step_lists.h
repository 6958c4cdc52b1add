// What each term of a query gives to each step, by the step's own words and its tool, as lists for
// MaxScore.
#pragma once

#include <vector>

#include "recall/keyword/max_score.h"
#include "recall/keyword/query_terms.h"

namespace memory_mcp {

class StepLists {
 public:
  static constexpr std::size_t entries_per_lookup = 4;

  // All must outlive it.
  StepLists(const NamespaceIndex& index, const QueryTerms& terms, const Gain& gain,
            const AcceptsEpisode& accepts);

  // One for each term, and one for the tools.
  std::size_t size() const { return terms_.size() + 1; }
  float most(std::size_t list) const;
  // Of tools, the steps that are there: a scan passes over a few that were removed, too.
  std::size_t length(std::size_t list) const;
  void scan(std::size_t list, Accumulators<float>& scores) const;
  float points(std::size_t list, DocumentId step);

 private:
  bool is_of_tools(std::size_t list) const { return list == terms_.size(); }
  void scan_tools(Accumulators<float>& scores) const;
  void add(DocumentId step, float points, Accumulators<float>& scores) const;

  const NamespaceIndex& index_;
  const QueryTerms& terms_;
  const Gain& gain_;
  const AcceptsEpisode& accepts_;
  std::vector<LexicalIndex::Cursor> cursors_;
};

}  // namespace memory_mcp
