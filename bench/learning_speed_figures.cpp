#include "bench/learning_speed_figures.h"

#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

// A goal is for stores up to this size.
constexpr std::size_t size_with_goal_max = 100'000;

Figure figure_in(const char* table, std::size_t size, const char* name, const char* label,
                 const char* unit, std::optional<double> goal = {}) {
  return in_table(table, figure_at(size, name, label, unit, Better::lower,
                                   size <= size_with_goal_max ? goal : std::nullopt));
}

constexpr const char* completion = "Completing an episode of eight steps";
constexpr const char* advice = "Advice";
constexpr const char* beginning = "The first advice, and the space it takes";

}  // namespace

Figure complete_p50(std::size_t size) {
  return figure_in(completion, size, "complete_p50_ms", "complete_episode, p50", "ms");
}

Figure complete_p99(std::size_t size) {
  return figure_in(completion, size, "complete_p99_ms", "complete_episode, p99", "ms");
}

Figure complete_beyond_flush_p99(std::size_t size) {
  return figure_in(completion, size, "complete_beyond_flush_p99_ms", "beyond a median flush, p99",
                   "ms", 5);
}

Figure recommend_p50(std::size_t size) {
  return figure_in(advice, size, "recommend_p50_ms", "recommend_patterns, p50", "ms", 10);
}

Figure recommend_p99(std::size_t size) {
  return figure_in(advice, size, "recommend_p99_ms", "recommend_patterns, p99", "ms");
}

Figure recommend_after_completion(std::size_t size) {
  return figure_in(advice, size, "recommend_after_completion_p50_ms",
                   "first recommend_patterns after a completion, p50", "ms");
}

Figure search_patterns_p50(std::size_t size) {
  return figure_in(advice, size, "search_patterns_p50_ms", "search_patterns, p50", "ms");
}

Figure search_patterns_p99(std::size_t size) {
  return figure_in(advice, size, "search_patterns_p99_ms", "search_patterns, p99", "ms");
}

Figure first_recommendation(std::size_t size) {
  return figure_in(beginning, size, "first_recommendation_ms",
                   "first recommend_patterns after the start", "ms");
}

Figure learnt_memory(std::size_t size) {
  return figure_in(beginning, size, "rss_mb", "resident memory after all of it", "MB");
}

}  // namespace memory_mcp::bench
