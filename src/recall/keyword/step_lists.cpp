#include "recall/keyword/step_lists.h"

#include <algorithm>

namespace memory_mcp {

StepLists::StepLists(const NamespaceIndex& index, const QueryTerms& terms, const Gain& gain,
                     const AcceptsEpisode& accepts)
    : index_(index), terms_(terms), gain_(gain), accepts_(accepts) {
  for (const QueryTerm& term : terms_.all()) cursors_.emplace_back(index_.step_words(), term.term);
}

float StepLists::most(std::size_t list) const {
  if (!is_of_tools(list)) return terms_[list].points() * gain_.most();
  float most = 0;
  for (const ToolNumber tool : terms_.tools().tools()) {
    most = std::max(most, terms_.tools().points(tool));
  }
  return most;
}

std::size_t StepLists::length(std::size_t list) const {
  if (!is_of_tools(list)) return terms_[list].with_it;
  std::size_t length = 0;
  for (const ToolNumber tool : terms_.tools().tools()) length += index_.tools().used(tool);
  return length;
}

void StepLists::add(DocumentId step, float points, Accumulators<float>& scores) const {
  if (accepts_ && !scores.has(step) && !accepts_(index_.episode_of_step(step))) {
    scores.add(step, refused_points);
  }
  scores.add(step, points);
}

void StepLists::scan(std::size_t list, Accumulators<float>& scores) const {
  if (is_of_tools(list)) return scan_tools(scores);
  const LexicalIndex& words = index_.step_words();
  const float points = terms_[list].points();
  words.for_each_posting(terms_[list].term, [&](DocumentId step, std::uint8_t count) {
    const float gain = gain_.of(static_cast<float>(count) / counts_per_one, words.length(step));
    add(step, points * gain, scores);
  });
}

void StepLists::scan_tools(Accumulators<float>& scores) const {
  for (const ToolNumber tool : terms_.tools().tools()) {
    const float points = terms_.tools().points(tool);
    for (const DocumentId step : index_.tools().steps(tool)) {
      if (index_.episode_of_step(step) != no_episode) add(step, points, scores);
    }
  }
}

float StepLists::points(std::size_t list, DocumentId step) {
  if (is_of_tools(list)) return terms_.tools().points(index_.step(step).tool);
  const std::uint8_t count = cursors_[list].count_in(step);
  if (count == 0) return 0;
  return terms_[list].points() *
         gain_.of(static_cast<float>(count) / counts_per_one, index_.step_words().length(step));
}

}  // namespace memory_mcp
