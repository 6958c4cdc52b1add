#include "recall/term_counter.h"

#include <algorithm>

#include "analysis/words.h"

namespace memory_mcp {

void TermCounter::add(std::string_view text, float weight) {
  for_each_word(text, [&](const Word& word) {
    const WordTerms terms = lexicon_.add(word.text, word.is_compound);
    counts_.push_back({.term = terms.stem, .count = weight});
    if (terms.exact != no_term) counts_.push_back({.term = terms.exact, .count = weight});
    if (!word.is_compound) length_ += weight;
  });
}

std::span<const TermCount> TermCounter::counts() {
  std::ranges::sort(counts_, {}, &TermCount::term);
  std::size_t kept = 0;
  for (const TermCount& one : counts_) {
    if (kept > 0 && counts_[kept - 1].term == one.term) {
      counts_[kept - 1].count += one.count;
    } else {
      counts_[kept++] = one;
    }
  }
  counts_.resize(kept);
  return counts_;
}

}  // namespace memory_mcp
