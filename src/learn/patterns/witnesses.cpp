#include "learn/patterns/witnesses.h"

#include <algorithm>
#include <iterator>

namespace memory_mcp {
namespace {

std::int64_t day_of(Timestamp when) {
  const std::int64_t day = when.ms / day_ms;
  return when.ms < day * day_ms ? day - 1 : day;
}

}  // namespace

WitnessId Witnesses::add(HistoryRow row, const PastEpisode& episode) {
  WitnessId slot = static_cast<WitnessId>(witnesses_.size());
  if (unused_.empty()) {
    witnesses_.emplace_back();
  } else {
    slot = unused_.back();
    unused_.pop_back();
  }
  witnesses_[slot] = {.row = row,
                      .when = episode.end_time,
                      .mass = mass_of(episode.success, episode.quality_as_evidence),
                      .has_succeeded = is_done(episode),
                      .writer = episode.writer,
                      .other_writers = episode.other_writers};
  slots_[row] = slot;
  ++episodes_of_day_[day_of(episode.end_time)];
  return slot;
}

void Witnesses::remove(WitnessId slot) {
  slots_.erase(witnesses_[slot].row);
  const auto day = episodes_of_day_.find(day_of(witnesses_[slot].when));
  if (--day->second == 0) episodes_of_day_.erase(day);
  unused_.push_back(slot);
}

std::optional<WitnessId> Witnesses::find(HistoryRow row) const {
  const auto found = slots_.find(row);
  return found == slots_.end() ? std::nullopt : std::optional(found->second);
}

Timestamp Witnesses::remembered_from() const {
  std::size_t newer = 0;
  for (auto day = episodes_of_day_.rbegin(); day != episodes_of_day_.rend(); ++day) {
    newer += day->second;
    const std::int64_t newest = episodes_of_day_.rbegin()->first;
    if (newer >= lone_evidence_newest || std::next(day) == episodes_of_day_.rend()) {
      return {std::min(day->first, newest - lone_evidence_days_max) * day_ms};
    }
  }
  return {};
}

Timestamp Witnesses::newest_day() const {
  return episodes_of_day_.empty() ? Timestamp{}
                                  : Timestamp{episodes_of_day_.rbegin()->first * day_ms};
}

}  // namespace memory_mcp
