// Which episodes there are, newest first: to look through them, not to learn from them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "learn/history.h"

namespace memory_mcp {

// Any of them by default.
struct ListingFilter {
  std::optional<EpisodeStatus> status;
  std::optional<OutcomeType> outcome;
  std::optional<std::string> domain;  // In any case.
  std::optional<TaskType> task_type;
};

struct ListedEpisode {
  std::string id;
  std::size_t steps = 0;

  bool operator==(const ListedEpisode&) const = default;
};

struct PastListing {
  std::vector<ListedEpisode> episodes;  // Recorded last first.
  std::size_t total = 0;                // All that fit, also on other pages.
  std::optional<HistoryRow> next;       // Where the next page starts; none at the end.
};

// `from` is where an earlier page said the next one starts. Walks all episodes of the history.
PastListing list_past(const History& history, const ListingFilter& filter,
                      std::optional<HistoryRow> from, std::size_t limit);

}  // namespace memory_mcp
