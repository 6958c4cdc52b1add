// The words of a query in the words of a namespace: how well each step and each episode matches.
//
// A step is scored with its neighbours' words at a lower weight, since what answers a question
// often stands beside what repeats its words; and an episode by the words of all of it and by its
// best steps.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "recall/keyword/query_terms.h"
#include "recall/keyword/step_lists.h"
#include "recall/keyword/term_frequencies.h"
#include "recall/weights.h"

namespace memory_mcp {

// Used by one thread: what is asked of an episode is looked up once and kept.
class KeywordMatch {
 public:
  // The index must outlive it. Only what `accepts` takes is found, without one all of it; what
  // words say is the same with any.
  KeywordMatch(const NamespaceIndex& index, std::span<const QueryWord> words,
               AcceptsEpisode accepts);

  // The most promising, at most `count`, in no order.
  std::vector<EpisodeNumber> best_episodes(std::size_t count) const;
  // Likewise; steps beside them are among them.
  std::vector<DocumentId> best_steps(std::size_t count) const;

  // Those of an episode that have a word of the query, the most promising, at most `count`.
  std::vector<DocumentId> matching_steps(EpisodeNumber episode, std::size_t count) const;

  // By the words of all of it.
  float episode_score(EpisodeNumber episode) const;
  // By its own words, its tool and those of its neighbours.
  float step_score(DocumentId step) const;
  // What all words of the query could say.
  float best_possible() const { return terms_.best_possible(); }

  // The part of the query, by what its words say, that stands in a step, beside it or in its
  // episode, 0..1. However many other texts there are and how long, it stays about the same.
  float part_in_step(DocumentId step) const;
  float part_in_episode(EpisodeNumber episode) const;

  // Whether the word stands in the episode or one of its steps.
  bool is_in_episode(std::size_t word, EpisodeNumber episode) const;
  // In its own words, or in the name of its tool.
  bool is_in_step(std::size_t word, DocumentId step) const;
  std::size_t words() const { return terms_.words(); }
  // Whether the query has more than stop words.
  bool names_something() const { return terms_.names_something(); }

 private:
  // The counts of a step and its neighbours, and how much each counts.
  struct Surroundings {
    std::array<TermQuarters, weights::neighbours.size()> counts;
    std::array<float, weights::neighbours.size()> weights{};
    float length = 0;      // In weighted words, at those weights.
    float weight_sum = 0;  // Before questions weigh more.

    float count(std::size_t term) const;
  };

  Surroundings around(DocumentId step) const;
  // Its place among the steps of its episode.
  std::size_t place_of(DocumentId step) const;
  // By its own words and its tool.
  float own_score(DocumentId step) const;
  float tool_points(DocumentId step) const;

  const NamespaceIndex& index_;
  AcceptsEpisode accepts_;
  QueryTerms terms_;
  Gain step_gain_;
  Gain episode_gain_;
  mutable TermFrequencies frequencies_;
};

}  // namespace memory_mcp
