// Collects the patterns that have anything in common with a question, and reads the best of them.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "learn/patterns/pattern_reading.h"
#include "learn/patterns/pattern_search.h"
#include "learn/patterns/word_match.h"

namespace memory_mcp {

class PatternFinder {
 public:
  // All outlive the finder.
  PatternFinder(const History& history, const PatternQuestion& question);

  // What the episodes that are alike are evidence of, but no decisions: those are of a state.
  void add_of_alike();
  // What has words of the question in its tools, its error or its domain.
  void add_of_words();
  // How others came out of the error that the last step ended with, and what they did then.
  void add_of_state();
  // What is known of the question's circumstances.
  void add_contexts();

  // Those with most in common, unordered, without a score.
  std::vector<FittingPattern> read();
  std::size_t considered() const { return considered_; }

 private:
  using Scope = std::pair<const PatternScope, PatternBook::ScopeBook>;

  void add_words(const PatternName& name, WordMask mask);
  void add_words_of_scope(const Scope& scope);
  bool wants(PatternKind kind) const;
  bool is_wanted(const PatternScope& scope) const;
  double text_of(const ContextPatterns::Found& context) const;
  double context_of(const Pattern& pattern) const;
  double tags_in_common(const Pattern& pattern) const;
  std::vector<ContextItem> circumstances() const;

  const History& history_;
  const PatternBook& book_;
  const PatternQuestion& question_;
  WordMatch words_;
  std::set<std::string> text_words_;  // As they stand in the question, and in lower case.
  PatternReading reading_;
  std::map<PatternName, double> text_;  // How well each matches.
  std::vector<ContextPatterns::Found> contexts_;
  std::size_t considered_ = 0;
};

}  // namespace memory_mcp
