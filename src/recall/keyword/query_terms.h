// The terms that a query is looked up by, and what each says in one namespace.
#pragma once

#include <span>
#include <vector>

#include "recall/keyword/tool_match.h"
#include "recall/namespace_index.h"
#include "recall/query_words.h"

namespace memory_mcp {

struct QueryTerm {
  TermId term = no_term;
  float weight = 0;
  float idf = 0;
  float tells = 0;          // Of a word: its part in what the query tells.
  std::size_t with_it = 0;  // Steps and records of episodes.

  float points() const { return weight * idf; }
};

class QueryTerms {
 public:
  // The index must outlive it.
  QueryTerms(const NamespaceIndex& index, std::span<const QueryWord> words);

  // The stems of the words, and behind them their exact forms.
  std::span<const QueryTerm> all() const { return terms_; }
  std::size_t size() const { return terms_.size(); }
  std::size_t words() const { return words_; }
  const QueryTerm& operator[](std::size_t term) const { return terms_[term]; }
  // The tools that they name.
  const ToolMatch& tools() const { return tools_; }
  // What all words could say.
  float best_possible() const { return best_possible_; }
  // Whether there are more than stop words.
  bool names_something() const { return names_something_; }

 private:
  static std::vector<QueryTerm> terms_of(const NamespaceIndex& index,
                                         std::span<const QueryWord> words);
  static ToolMatch match_tools(const NamespaceIndex& index, std::span<const QueryTerm> terms,
                               std::size_t words);
  void weigh_words(const NamespaceIndex& index, std::span<const QueryWord> words);

  std::size_t words_;
  std::vector<QueryTerm> terms_;
  ToolMatch tools_;
  float best_possible_ = 0;
  bool names_something_ = false;
};

}  // namespace memory_mcp
