#include "storage/episode_columns.h"

#include "model/effort.h"
#include "storage/documents.h"

namespace memory_mcp {
namespace {

template <typename T>
SqlValue column(const std::optional<T>& value) {
  if (!value) return {};
  return *value;
}

bool equals(const Row& row, int column, const SqlValue& expected) {
  if (std::holds_alternative<std::monostate>(expected)) return row.is_null(column);
  if (row.is_null(column)) return false;
  if (const auto* number = std::get_if<std::int64_t>(&expected)) {
    return row.integer(column) == *number;
  }
  if (const auto* real = std::get_if<double>(&expected)) return row.real(column) == *real;
  return row.text(column) == std::get<std::string_view>(expected);
}

}  // namespace

EpisodeColumns columns_of(const Episode& episode) {
  std::optional<std::string_view> outcome;
  if (episode.outcome) outcome = name_of(episode.outcome->type);
  std::optional<std::string_view> writer;
  if (episode.writer) writer = *episode.writer;
  // An open episode has no effort yet and is nobody's peer.
  std::optional<std::int64_t> steps;
  std::optional<double> latency_ms;
  if (episode.status == EpisodeStatus::completed) {
    const Effort effort = effort_of(episode);
    steps = effort.steps;
    latency_ms = effort.latency_ms;
  }
  return {std::string_view(episode.context.domain),
          name_of(episode.task_type),
          column(outcome),
          episode.start_time.ms,
          column(episode.reward_score),
          column(steps),
          column(latency_ms),
          column(writer)};
}

bool columns_match(const Row& row, int first, const Episode& episode) {
  for (const SqlValue& expected : columns_of(episode)) {
    if (!equals(row, first++, expected)) return false;
  }
  return true;
}

Result<std::vector<Step>> read_steps(Connection& connection, std::int64_t episode_row,
                                     std::string_view id) {
  std::vector<Step> steps;
  TRY(connection.query(
      "SELECT step_number, document, checksum FROM steps WHERE episode = $1 ORDER BY step_number",
      {episode_row}, [&](const Row& row) -> Status {
        steps.push_back(TRY(read_step_document(id, row.integer(0), row.text(1), row.integer(2))));
        return Done{};
      }));
  return steps;
}

}  // namespace memory_mcp
