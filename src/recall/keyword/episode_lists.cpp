#include "recall/keyword/episode_lists.h"

#include <algorithm>

namespace memory_mcp {

EpisodeLists::EpisodeLists(const NamespaceIndex& index, const QueryTerms& terms, const Gain& gain,
                           const AcceptsEpisode& accepts, Accumulators<std::uint32_t>& counts)
    : index_(index), terms_(terms), gain_(gain), accepts_(accepts), counts_(counts) {
  for (const QueryTerm& term : terms_.all()) {
    in_steps_.emplace_back(index_.step_words(), term.term);
    in_records_.emplace_back(index_.episode_words(), term.term);
  }
}

std::size_t EpisodeLists::length(std::size_t list) const {
  const std::size_t by_tool = list < terms_.words() ? terms_.tools().steps_with(list) : 0;
  return terms_[list].with_it + by_tool;
}

void EpisodeLists::scan(std::size_t list, Accumulators<float>& scores) {
  counts_.clear();
  count(list);
  for (const EpisodeNumber episode : counts_.documents()) {
    if (accepts_ && !scores.has(episode) && !accepts_(episode)) {
      scores.add(episode, refused_points);
    }
    scores.add(episode, points_of(list, episode, counts_.of(episode)));
  }
}

void EpisodeLists::count(std::size_t list) {
  const TermId term = terms_[list].term;
  index_.step_words().for_each_posting(term, [&](DocumentId step, std::uint8_t count) {
    counts_.add(index_.episode_of_step(step), count);
  });
  index_.episode_words().for_each_posting(term, [&](DocumentId document, std::uint8_t count) {
    counts_.add(index_.episode_of(document), count);
  });
  for (const ToolNumber tool : terms_.tools().tools()) {
    const std::uint32_t least = terms_.tools().quarters(list, tool);
    if (least == 0) continue;
    for (const DocumentId step : index_.tools().steps(tool)) {
      const EpisodeNumber episode = index_.episode_of_step(step);
      if (episode == no_episode) continue;
      const std::uint32_t counted = counts_.of(episode);
      if (counted < least) counts_.add(episode, least - counted);
    }
  }
}

float EpisodeLists::points(std::size_t list, EpisodeNumber episode) {
  const EpisodeFacts& facts = index_.episode(episode);
  std::uint32_t quarters = in_records_[list].count_in(facts.document);
  for (const DocumentId step : facts.steps) quarters += in_steps_[list].count_in(step);
  std::uint32_t least = 0;
  // Most queries name no tool, and the facts of steps are spread over the memory.
  if (!terms_.tools().tools().empty()) {
    for (const DocumentId step : facts.steps) {
      least = std::max(least, terms_.tools().quarters(list, index_.step(step).tool));
    }
  }
  return points_of(list, episode, std::max(quarters, least));
}

float EpisodeLists::points_of(std::size_t list, EpisodeNumber episode,
                              std::uint32_t quarters) const {
  return terms_[list].points() *
         gain_.of(static_cast<float>(quarters) / counts_per_one, index_.episode_length(episode));
}

}  // namespace memory_mcp
