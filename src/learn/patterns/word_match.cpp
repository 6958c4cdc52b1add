#include "learn/patterns/word_match.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/limits.h"

namespace memory_mcp {

constexpr std::string_view words_of_failing =
    "fail failing failure error crash broken exception recover recovery fix";

static_assert(limits::query_words_max <= std::numeric_limits<WordMask>::digits);

WordMatch::WordMatch(std::string_view question, const History& history) : history_(history) {
  Names asked;
  (void)task_words(words_of_failing, asked);
  const auto failing = static_cast<NameId>(asked.size());
  std::set<NameId> seen;
  for (const NameId word : task_words(question, asked)) {
    if (words_.size() == limits::query_words_max || !seen.insert(word).second) continue;
    if (word < failing) of_failing_ |= WordMask{1} << words_.size();
    // A word that nothing has counts as not found.
    words_.push_back(history.words().find(asked.text(word)));
  }
  for (const auto& words : history.tool_words()) tools_.push_back(of_words(words));
  errors_.resize(history.errors().size());
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const auto found = history.errors_of_word().find(words_[i]);
    if (found == history.errors_of_word().end()) continue;
    for (const NameId error : found->second) errors_[error] |= WordMask{1} << i;
  }
}

WordMask WordMatch::of_words(std::span<const NameId> words) const {
  WordMask mask = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i] == no_name) continue;
    if (std::ranges::find(words, words_[i]) != words.end()) mask |= WordMask{1} << i;
  }
  return mask;
}

WordMask WordMatch::of_tools(std::span<const NameId> tools) const {
  WordMask mask = 0;
  for (const NameId tool : tools) mask |= of_tool(tool);
  return mask;
}

WordMask WordMatch::of_text(std::string_view text) const {
  return of_words(known_task_words(text, history_.words()));
}

double WordMatch::share(WordMask mask) const {
  return words_.empty()
             ? 0
             : static_cast<double>(std::popcount(mask)) / static_cast<double>(words_.size());
}

}  // namespace memory_mcp
