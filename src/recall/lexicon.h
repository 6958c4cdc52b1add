// The words of one namespace, and the terms they are searched by.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/stemmer.h"

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

  std::size_t size() const { return texts_.size(); }
  // The word or stem behind a term.
  std::string_view text(TermId term) const { return *texts_[term]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <typename Value>
  using ByText = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

  TermId intern(ByText<TermId>& terms, std::string_view text);

  ByText<WordTerms> words_;
  ByText<TermId> stems_;
  ByText<TermId> exact_;
  std::vector<const std::string*> texts_;  // Keys of the two maps above, which stay in place.
  Stemmer stemmer_;
};

}  // namespace memory_mcp
