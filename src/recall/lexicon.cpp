#include "recall/lexicon.h"

#include "analysis/stop_words.h"

namespace memory_mcp {

TermId Lexicon::intern(ByText<TermId>& terms, std::string_view text) {
  const auto [at, is_new] =
      terms.try_emplace(std::string(text), static_cast<TermId>(texts_.size()));
  if (is_new) texts_.push_back(&at->first);
  return at->second;
}

WordTerms Lexicon::add(std::string_view word, bool is_compound) {
  if (const auto known = words_.find(word); known != words_.end()) return known->second;
  WordTerms terms{.is_stop_word = is_stop_word(word)};
  const bool is_stemmed = !is_compound && !terms.is_stop_word;
  const std::string stem(is_stemmed ? stemmer_.stem(word) : word);
  terms.stem = intern(stems_, stem);
  if (stem != word) terms.exact = intern(exact_, word);
  words_.emplace(word, terms);
  return terms;
}

WordTerms Lexicon::find(std::string_view word, bool is_compound) const {
  if (const auto known = words_.find(word); known != words_.end()) return known->second;
  WordTerms terms{.is_stop_word = is_stop_word(word)};
  thread_local Stemmer stemmer;
  const auto stem = stems_.find(is_compound || terms.is_stop_word ? word : stemmer.stem(word));
  if (stem != stems_.end()) terms.stem = stem->second;
  return terms;
}

}  // namespace memory_mcp
