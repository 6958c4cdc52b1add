#include "bench/recall_figures.h"

#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

// What there is a goal for, by the size of the store.
struct Goals {
  std::optional<double> at_10_000;
  std::optional<double> at_100_000;

  std::optional<double> at(std::size_t size) const {
    if (size == 10'000) return at_10_000;
    if (size == 100'000) return at_100_000;
    return std::nullopt;
  }
};

constexpr const char* queries = "Queries";
constexpr const char* index = "Starting, and the space it takes";

}  // namespace

Figure recall_p50(std::size_t size) {
  return in_table(queries, figure_at(size, "recall_p50_ms", "query_memory, p50", "ms",
                                     Better::lower, Goals{1, 3}.at(size)));
}

Figure recall_p99(std::size_t size) {
  return in_table(queries, figure_at(size, "recall_p99_ms", "query_memory, p99", "ms",
                                     Better::lower, Goals{3, 10}.at(size)));
}

Figure recall_growth(std::size_t size) {
  return in_table(queries, figure_at(size, "recall_growth", "p50 beside a tenth of the store", "x",
                                     Better::lower, 3));
}

Figure recall_start(std::size_t size) {
  return in_table(index, figure_at(size, "start_p50_ms", "start to answer of initialize, p50", "ms",
                                   Better::lower, Goals{50, 50}.at(size)));
}

Figure first_recall(std::size_t size) {
  return in_table(index, figure_at(size, "first_recall_ms", "first query after the start", "ms",
                                   Better::lower));
}

Figure recall_after_write(std::size_t size) {
  return in_table(queries, figure_at(size, "recall_after_write_p50_ms",
                                     "first query after a write, p50", "ms", Better::lower));
}

Figure recall_memory(std::size_t size) {
  return in_table(index, figure_at(size, "rss_mb", "resident memory after the queries", "MB",
                                   Better::lower, Goals{{}, 400}.at(size)));
}

Figure indexed_bytes_per_episode(std::size_t size) {
  return in_table(index, figure_at(size, "indexed_bytes_per_episode",
                                   "memory for one episode of 8 steps", "bytes", Better::lower));
}

Figure stored_bytes_per_episode(std::size_t size) {
  return in_table(index, figure_at(size, "stored_bytes_per_episode",
                                   "disk for one episode of 8 steps", "bytes", Better::lower));
}

}  // namespace memory_mcp::bench
