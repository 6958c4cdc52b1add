// The columns beside an episode's document: what queries look for, derived from the document alone.
#pragma once

#include <array>
#include <vector>

#include "model/episode.h"
#include "storage/database.h"

namespace memory_mcp {

// domain, task_type, outcome, start_time_ms, reward, step_count, step_latency_ms, writer. The text
// of `episode` must outlive the columns.
using EpisodeColumns = std::array<SqlValue, 8>;
EpisodeColumns columns_of(const Episode& episode);

// Whether the eight columns of `row` from `first` on are those of `episode`.
bool columns_match(const Row& row, int first, const Episode& episode);

// The steps of the episode in `episode_row`, by number.
Result<std::vector<Step>> read_steps(Connection& connection, std::int64_t episode_row,
                                     std::string_view id);

}  // namespace memory_mcp
