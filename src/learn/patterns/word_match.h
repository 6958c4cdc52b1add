// How many of a question's words patterns have in their tools, errors and domains.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "learn/history.h"

namespace memory_mcp {

// One bit for each word of the question.
using WordMask = std::uint64_t;

class WordMatch {
 public:
  // Of a very long question the first limits::query_words_max words count; stop words are
  // none.
  WordMatch(std::string_view question, const History& history);

  WordMask of_tool(NameId tool) const { return tool == no_name ? 0 : tools_[tool]; }
  WordMask of_error(NameId error) const { return error == no_name ? 0 : errors_[error]; }
  WordMask of_tools(std::span<const NameId> tools) const;
  WordMask of_text(std::string_view text) const;
  // The words with which people ask what to do when something fails.
  WordMask of_failing() const { return of_failing_; }
  bool is_only_of_failing() const { return share(of_failing_) == 1; }
  // Which share of the question's words these are, 0..1.
  double share(WordMask mask) const;

 private:
  WordMask of_words(std::span<const NameId> words) const;

  const History& history_;
  std::vector<NameId> words_;
  WordMask of_failing_ = 0;
  std::vector<WordMask> tools_;
  std::vector<WordMask> errors_;
};

}  // namespace memory_mcp
