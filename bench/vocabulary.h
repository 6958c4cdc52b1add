// Made-up words and identifiers, some common and most rare, as in real text: a word of rank r comes
// about 1/r as often as the first. Pure functions, safe for concurrent use.
#pragma once

#include <cstddef>
#include <string>

#include "base/choice.h"

namespace memory_mcp::bench {

// Ranks 1 to this are words of the vocabulary; what is above stands in no text.
inline constexpr std::size_t vocabulary_words = (1U << 15U) - 1;
inline constexpr std::size_t common_words = (1U << 7U) - 1;

// The word of a rank. One in four of the rarer is an identifier, in camel or snake case.
std::string word_of_rank(std::size_t rank);

std::size_t rank_by_zipf(Choice& choice);
std::size_t rank_of_rare_word(Choice& choice);

// A word as it comes in running text: every third is one of those that say nothing, like "the".
std::string running_word(Choice& choice);

}  // namespace memory_mcp::bench
