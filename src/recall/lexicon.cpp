#include "recall/lexicon.h"

#include "analysis/stop_words.h"

namespace memory_mcp {

std::uint32_t Lexicon::number_of(std::string_view string) {
  const std::uint32_t number = strings_.add(string);
  if (number == roles_.size()) {
    roles_.emplace_back();
    are_stop_words_.push_back(is_stop_word(string));
  }
  return number;
}

WordTerms Lexicon::add(std::string_view word, bool is_compound) {
  const std::uint32_t number = number_of(word);
  const bool is_stop_word = are_stop_words_[number];
  if (roles_[number].stem == no_term) {
    const bool is_stemmed = !is_compound && !is_stop_word;
    const std::uint32_t stem = is_stemmed ? number_of(stemmer_.stem(word)) : number;
    if (roles_[stem].as_stem == no_term) roles_[stem].as_stem = new_term();
    roles_[number].stem = roles_[stem].as_stem;
    if (stem != number) roles_[number].as_exact = new_term();
  }
  const Roles& roles = roles_[number];
  return {.stem = roles.stem, .exact = roles.as_exact, .is_stop_word = is_stop_word};
}

WordTerms Lexicon::find(std::string_view word, bool is_compound) const {
  const auto number = strings_.find(word);
  if (number && roles_[*number].stem != no_term) {
    const Roles& roles = roles_[*number];
    return {.stem = roles.stem, .exact = roles.as_exact, .is_stop_word = are_stop_words_[*number]};
  }
  WordTerms terms{.is_stop_word = is_stop_word(word)};
  thread_local Stemmer stemmer;
  const auto stem = strings_.find(is_compound || terms.is_stop_word ? word : stemmer.stem(word));
  if (stem) terms.stem = roles_[*stem].as_stem;
  return terms;
}

std::size_t Lexicon::bytes() const {
  return strings_.bytes() + roles_.capacity() * sizeof(Roles) + are_stop_words_.capacity() / 8;
}

}  // namespace memory_mcp
