#include "recall/keyword/query_terms.h"

#include <algorithm>
#include <cmath>

#include "recall/weights.h"

namespace memory_mcp {
namespace {

// How much a word tells that `with_it` of `all` documents have. A small store does not know yet
// which words are common: a usual number of other documents is thought beside it.
float tells(std::size_t all, std::size_t with_it) {
  constexpr float usual = 1'000;
  return std::log((static_cast<float>(all) + usual) / static_cast<float>(with_it + 1));
}

std::size_t documents_of(const NamespaceIndex& index) {
  return index.step_words().documents() + index.episode_words().documents();
}

}  // namespace

QueryTerms::QueryTerms(const NamespaceIndex& index, std::span<const QueryWord> words)
    : words_(words.size()),
      terms_(terms_of(index, words)),
      tools_(match_tools(index, terms_, words_)) {
  weigh_words(index, words);
}

std::vector<QueryTerm> QueryTerms::terms_of(const NamespaceIndex& index,
                                            std::span<const QueryWord> words) {
  std::vector<QueryTerm> terms;
  const auto all = static_cast<double>(documents_of(index));
  const auto add = [&](TermId term, float weight) {
    const std::size_t with_it = index.step_words().document_frequency(term) +
                                index.episode_words().document_frequency(term);
    terms.push_back({.term = term,
                     .weight = weight,
                     .idf = inverse_frequency(all, static_cast<double>(with_it)),
                     .with_it = with_it});
  };
  for (const QueryWord& word : words) add(word.terms.stem, word.weight);
  for (const QueryWord& word : words) {
    if (word.terms.exact != no_term) add(word.terms.exact, weights::exact * word.weight);
  }
  return terms;
}

ToolMatch QueryTerms::match_tools(const NamespaceIndex& index, std::span<const QueryTerm> terms,
                                  std::size_t words) {
  std::vector<ToolMatch::Sought> sought;
  sought.reserve(terms.size());
  for (const QueryTerm& term : terms) sought.push_back({term.term, term.weight});
  return {index.tools(), sought, words, index.step_words().documents()};
}

void QueryTerms::weigh_words(const NamespaceIndex& index, std::span<const QueryWord> words) {
  const std::size_t all = documents_of(index);
  float told = 0;
  for (std::size_t i = 0; i < words_; ++i) {
    QueryTerm& word = terms_[i];
    best_possible_ += word.points();
    word.tells = word.weight * tells(all, std::min(all, word.with_it + tools_.steps_with(i)));
    told += word.tells;
    names_something_ = names_something_ || !words[i].terms.is_stop_word;
  }
  // A query of nothing but stop words is about something that it does not name.
  if (!names_something_) told += tells(all, 0);
  for (std::size_t i = 0; i < words_; ++i) terms_[i].tells /= told;
}

}  // namespace memory_mcp
