#include "bench/vocabulary.h"

#include <array>

namespace memory_mcp::bench {
namespace {

constexpr std::array<const char*, 20> beginnings = {"b", "br", "c", "d",  "dr", "f", "g",
                                                    "h", "k",  "l", "m",  "n",  "p", "pl",
                                                    "r", "s",  "t", "tr", "v",  "st"};
constexpr std::array<const char*, 6> vowels = {"a", "e", "i", "o", "u", "ea"};
constexpr std::array<const char*, 10> endings = {"n", "r",  "l", "st", "x",
                                                 "m", "ck", "t", "nd", ""};
constexpr std::array<const char*, 24> stop_words = {
    "the", "to",   "of", "and", "in", "a",    "is",  "for", "on",  "that", "with", "it",
    "was", "from", "at", "be",  "as", "this", "not", "by",  "are", "when", "then", "after"};

constexpr std::size_t identifiers_one_in = 4;

// A number below a thousand as one syllable, so that different ranks give different words.
std::string syllable(std::size_t number) {
  return std::string(beginnings[number % beginnings.size()]) +
         vowels[number / beginnings.size() % vowels.size()] +
         endings[number / (beginnings.size() * vowels.size()) % endings.size()];
}

std::string plain_word(std::size_t rank) {
  constexpr std::size_t syllables = beginnings.size() * vowels.size() * endings.size();
  // Multiplied by a prime, so that neighbours in rank do not look alike.
  const std::size_t number = rank * 7'919 % (syllables * syllables);
  return syllable(number % syllables) + syllable(number / syllables);
}

std::string capitalised(std::string word) {
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

// Between 1 and the vocabulary's size: first how many digits, then which.
std::size_t rank_with_bits(Choice& choice, std::size_t fewest, std::size_t most) {
  const std::size_t bits = fewest + choice.below(most - fewest + 1);
  const std::size_t first = std::size_t{1} << bits;
  return first + choice.below(first);
}

}  // namespace

std::string word_of_rank(std::size_t rank) {
  if (rank <= common_words || rank % identifiers_one_in != 0) return plain_word(rank);
  const std::string first = plain_word(rank / 64 + 1);
  const std::string second = plain_word(rank);
  return rank % (2 * identifiers_one_in) == 0 ? first + "_" + second : first + capitalised(second);
}

std::size_t rank_by_zipf(Choice& choice) { return rank_with_bits(choice, 0, 14); }

std::size_t rank_of_rare_word(Choice& choice) { return rank_with_bits(choice, 12, 14); }

std::string running_word(Choice& choice) {
  if (choice.below(3) == 0) return choice.of(stop_words);
  return word_of_rank(rank_by_zipf(choice));
}

}  // namespace memory_mcp::bench
