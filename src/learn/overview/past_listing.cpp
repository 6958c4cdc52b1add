#include "learn/overview/past_listing.h"

#include <ranges>

#include "learn/domain_match.h"

namespace memory_mcp {
namespace {

bool is_fitting(const PastEpisode& episode, const ListingFilter& filter, DomainMatch& domain) {
  const auto status = episode.is_completed() ? EpisodeStatus::completed : EpisodeStatus::open;
  return (!filter.status || status == *filter.status) &&
         (!filter.outcome || episode.outcome == filter.outcome) &&
         (!filter.task_type || episode.task_type == *filter.task_type) && domain(episode.domain);
}

}  // namespace

PastListing list_past(const History& history, const ListingFilter& filter,
                      std::optional<HistoryRow> from, std::size_t limit) {
  PastListing listing;
  DomainMatch domain(filter.domain);
  for (const auto& [row, episode] : history.episodes() | std::views::reverse) {
    if (!is_fitting(episode, filter, domain)) continue;
    ++listing.total;
    if ((from && row > *from) || listing.next) continue;
    if (listing.episodes.size() == limit) {
      listing.next = row;
    } else {
      listing.episodes.push_back({.id = episode.id, .steps = episode.steps.size()});
    }
  }
  return listing;
}

}  // namespace memory_mcp
