// The words of a query in the words of a namespace: how well each step and each episode matches.
//
// A step is scored with its neighbours' words at a lower weight, since what answers a question
// often stands beside what repeats its words; and an episode by the words of all of it and by its
// best steps.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "recall/board.h"
#include "recall/namespace_index.h"
#include "recall/query_words.h"
#include "recall/tool_match.h"
#include "recall/weights.h"

namespace memory_mcp {

class KeywordMatch {
 public:
  using Accepts = std::function<bool(EpisodeNumber)>;

  // All must outlive it. Only what `accepts` takes is found, without one all of it; what words say
  // is the same with any.
  KeywordMatch(const NamespaceIndex& index, std::span<const QueryWord> words,
               const Accepts& accepts);

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
  float best_possible() const { return best_possible_; }

  // The part of the query, by what its words say, that stands in a step, beside it or in its
  // episode, 0..1. However many other texts there are and how long, it stays about the same.
  float part_in_step(DocumentId step) const;
  float part_in_episode(EpisodeNumber episode) const;

  // Whether the word stands in the episode or one of its steps.
  bool is_in_episode(std::size_t word, EpisodeNumber episode) const;
  // In its own words, or in the name of its tool.
  bool is_in_step(std::size_t word, DocumentId step) const;
  std::size_t words() const { return words_; }
  // Whether the query has more than stop words.
  bool names_something() const { return names_something_; }

 private:
  struct Term {
    TermId term = no_term;
    float weight = 0;
    float idf = 0;
    float tells = 0;  // Of a word: its part in what the query tells.
    std::size_t with_it = 0;
  };
  // The counts of a step and its neighbours, and how much each counts.
  struct Surroundings {
    std::array<std::span<const std::uint16_t>, weights::neighbours.size()> counts;
    std::array<float, weights::neighbours.size()> weights{};
    float length = 0;      // In weighted words, at those weights.
    float weight_sum = 0;  // Before questions weigh more.

    float count(std::size_t term) const;
  };

  static std::vector<Term> terms_of(const NamespaceIndex& index, std::span<const QueryWord> words);
  void weigh_words(std::span<const QueryWord> words);
  void look_up(std::size_t term);
  void add_candidates(std::size_t term);
  void count_in_candidates(std::size_t term);
  void look_up_tool(ToolNumber tool);
  void count_tools_in_episodes();
  ToolMatch match_tools() const;
  bool is_accepted(EpisodeNumber episode) const;
  bool is_common(std::size_t steps) const;
  Surroundings around(DocumentId step) const;
  float own_score(DocumentId step) const;
  float tool_points(DocumentId step) const { return tools_.points(index_.step(step).tool); }

  const NamespaceIndex& index_;
  const Accepts& accepts_;
  std::size_t words_;
  std::vector<Term> terms_;  // The stems of the words, and behind them their exact forms.
  ToolMatch tools_;
  Gain step_gain_;
  Gain episode_gain_;
  BoardPool::Borrowed step_board_;
  BoardPool::Borrowed episode_board_;
  Board& steps_;
  Board& episodes_;
  float best_possible_ = 0;
  bool names_something_ = false;
};

}  // namespace memory_mcp
