#include "recall/query_words.h"

#include <algorithm>
#include <numeric>

#include "analysis/stemmer.h"
#include "analysis/words.h"
#include "base/limits.h"
#include "recall/weights.h"

namespace memory_mcp {
namespace {

void keep_longest(std::vector<QueryWord>& words) {
  if (words.size() <= limits::query_words_max) return;
  std::vector<std::size_t> places(words.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::stable_sort(places, std::ranges::greater{},
                           [&](std::size_t place) { return words[place].text.size(); });
  places.resize(limits::query_words_max);
  std::ranges::sort(places);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i != places[i]) words[i] = std::move(words[places[i]]);
  }
  words.resize(limits::query_words_max);
}

std::string stem_of(const Word& word, const WordTerms& terms) {
  if (word.is_compound || terms.is_stop_word) return std::string(word.text);
  thread_local Stemmer stemmer;
  return std::string(stemmer.stem(word.text));
}

}  // namespace

std::vector<QueryWord> words_of_query(std::string_view text, const Lexicon& lexicon) {
  std::vector<QueryWord> words;
  for_each_word(text, [&](const Word& word) {
    const WordTerms terms = lexicon.find(word.text, word.is_compound);
    const float weight = terms.is_stop_word ? weights::stop_word : 1;
    std::string stem = stem_of(word, terms);
    // Forms of one word are one: "run, running" asks for one thing with more weight.
    const auto same = std::ranges::find(words, stem, &QueryWord::stem);
    if (same != words.end()) {
      same->weight += weight;
    } else {
      words.push_back({.text = std::string(word.text),
                       .stem = std::move(stem),
                       .terms = terms,
                       .weight = weight});
    }
  });
  keep_longest(words);
  return words;
}

}  // namespace memory_mcp
