// The words of one namespace, and the terms they are searched by.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "analysis/stemmer.h"
#include "recall/keyword/string_table.h"

namespace memory_mcp {

using TermId = std::uint32_t;
inline constexpr TermId no_term = std::numeric_limits<TermId>::max();

// A word is searched by its stem and, so that exact matches win, by itself.
struct WordTerms {
  TermId stem = no_term;
  TermId exact = no_term;  // None when the word is its own stem.
  bool is_stop_word = false;
};

// Used by one thread at a time, except for find(), which may run beside itself.
class Lexicon {
 public:
  // Of a folded word. Compounds are not stemmed.
  WordTerms add(std::string_view word, bool is_compound);
  // What is known of it; no_term for what is not.
  WordTerms find(std::string_view word, bool is_compound) const;

  std::size_t bytes() const;

 private:
  // What a string is: the stem of words, a word, or both.
  struct Roles {
    TermId as_stem = no_term;   // The term of words with this stem.
    TermId stem = no_term;      // As a word: that of its stem; none when it is no word.
    TermId as_exact = no_term;  // As a word that is not its own stem.
  };

  TermId new_term() { return terms_++; }
  // New, or known.
  std::uint32_t number_of(std::string_view string);

  StringTable strings_;               // Words and stems.
  std::vector<Roles> roles_;          // By string.
  std::vector<bool> are_stop_words_;  // Likewise.
  TermId terms_ = 0;
  Stemmer stemmer_;
};

}  // namespace memory_mcp
