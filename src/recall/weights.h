// How much each part of a match counts. Why these: docs/adr/0016-words-before-vectors.md.
#pragma once

#include <array>
#include <cstddef>

#include "recall/lexical_index.h"

namespace memory_mcp::weights {

// Steps are short, and differ in length by chance: their length matters less.
inline constexpr Bm25 bm25_of_steps{.k1 = 1.2F, .b = 0.4F};
inline constexpr Bm25 bm25_of_episodes{.k1 = 1.2F, .b = 0.75F};

// A neighbour's words count as this part of a step's own, before its score is worked out: what
// answers often stands beside what repeats the words, more often behind it.
inline constexpr std::array<float, 5> neighbours{0.2F, 0.5F, 1, 0.3F, 0.1F};
inline constexpr std::size_t itself = 2;  // Its place among its neighbours.
// A step that asks is answered by the next one, and is itself less of an answer.
inline constexpr float asking_before = 0.7F;
inline constexpr float asking = 0.8F;

// What a step gains by a tool that the query names, in idf of the name.
inline constexpr float tool = 2.5F;
// Of a word as it stands, beside its stem.
inline constexpr float exact = 0.2F;
inline constexpr float stop_word = 0.3F;

// A cosine, in all that the words of the query could say.
inline constexpr float cosine = 2;
// What a step's score counts of its episode's, and an episode's of the mean of its best steps.
inline constexpr float episode_in_step = 0.35F;
inline constexpr float steps_in_episode = 1;
inline constexpr std::size_t best_steps = 3;

// What is present of a word in a step that only its episode has: relevance.
inline constexpr float present_in_episode = 0.5F;

// The nearest vectors that say whether a query is about something known.
inline constexpr std::size_t first_few = 5;

}  // namespace memory_mcp::weights
