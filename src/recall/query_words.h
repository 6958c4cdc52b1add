// The words of a query as terms of a namespace, and how much each counts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recall/lexicon.h"

namespace memory_mcp {

struct QueryWord {
  std::string text;  // Folded.
  std::string stem;  // Itself when it is not stemmed.
  WordTerms terms;
  float weight = 1;  // Stop words count less; a word that stands twice counts twice.
  bool is_known() const { return terms.stem != no_term; }
};

// Each word once, in the order of the text. Of a text with more than limits::query_words_max
// different words, the longest, since they say most.
std::vector<QueryWord> words_of_query(std::string_view text, const Lexicon& lexicon);

}  // namespace memory_mcp
