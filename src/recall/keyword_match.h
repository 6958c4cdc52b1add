// The words of a query in the words of a namespace: how well each step and each episode matches.
//
// A step is scored with its neighbours' words at a lower weight, since what answers a question
// often stands beside what repeats its words; and an episode by the words of all of it and by its
// best steps.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "recall/board.h"
#include "recall/namespace_index.h"
#include "recall/query_words.h"

namespace memory_mcp {

class KeywordMatch {
 public:
  using Accepts = std::function<bool(EpisodeNumber)>;

  // Both must outlive it. Only what `accepts` takes is looked at; without one, all of it.
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

  // The highest score that any text could have: what relevance is measured against.
  float best_possible() const { return best_possible_; }

  // Whether the word stands in the episode or one of its steps.
  bool is_in_episode(std::size_t word, EpisodeNumber episode) const;
  bool is_in_step(std::size_t word, DocumentId step) const;
  std::size_t words() const { return words_; }
  // How much a word of the query says: most when it stands nowhere.
  float says(std::size_t word) const { return terms_[word].says; }

 private:
  struct Term {
    TermId term = no_term;
    float weight = 0;
    float step_idf = 0;
    float episode_idf = 0;
    float tool_idf = 0;
    float says = 0;
  };

  void add_term(TermId term, float weight);
  void look_up(std::size_t term, const Accepts& accepts);
  // Both count the term, and return how many episodes have it.
  double add_candidates(std::size_t term, const Accepts& accepts);
  double count_in_candidates(std::size_t term);
  float own_score(DocumentId step) const;
  float tool_score(DocumentId step) const;

  const NamespaceIndex& index_;
  std::size_t words_;
  std::vector<Term> terms_;  // The stems of the words, and behind them their exact forms.
  BoardPool::Borrowed step_board_;
  BoardPool::Borrowed episode_board_;
  Board& steps_;
  Board& episodes_;
  float best_possible_ = 0;
};

}  // namespace memory_mcp
