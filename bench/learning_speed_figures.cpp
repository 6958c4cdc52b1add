#include "bench/learning_speed_figures.h"

#include "bench/storage_figures.h"

namespace memory_mcp::bench {
namespace {

constexpr std::size_t largest = 100'000;

// A goal for the largest store holds for all.
Figure in_table(const char* table, std::size_t size, const char* name, const char* label,
                const char* unit, std::optional<double> goal_of_largest = {}) {
  Figure figure = figure_at(size, name, label, unit, Better::lower,
                            size <= largest ? goal_of_largest : std::nullopt);
  figure.table = table;
  return figure;
}

constexpr const char* completion = "Completing an episode of eight steps";
constexpr const char* advice = "Advice";
constexpr const char* beginning = "The first advice, and the space it takes";

}  // namespace

Figure complete_p50(std::size_t size) {
  return in_table(completion, size, "complete_p50_ms", "complete_episode, p50", "ms");
}

Figure complete_p99(std::size_t size) {
  return in_table(completion, size, "complete_p99_ms", "complete_episode, p99", "ms");
}

Figure complete_beyond_flush_p99(std::size_t size) {
  return in_table(completion, size, "complete_beyond_flush_p99_ms", "beyond a median flush, p99",
                  "ms", 5);
}

Figure recommend_p50(std::size_t size) {
  return in_table(advice, size, "recommend_p50_ms", "recommend_patterns, p50", "ms", 10);
}

Figure recommend_p99(std::size_t size) {
  return in_table(advice, size, "recommend_p99_ms", "recommend_patterns, p99", "ms");
}

Figure recommend_after_completion(std::size_t size) {
  return in_table(advice, size, "recommend_after_completion_p50_ms",
                  "first recommend_patterns after a completion, p50", "ms");
}

Figure search_patterns_p50(std::size_t size) {
  return in_table(advice, size, "search_patterns_p50_ms", "search_patterns, p50", "ms");
}

Figure search_patterns_p99(std::size_t size) {
  return in_table(advice, size, "search_patterns_p99_ms", "search_patterns, p99", "ms");
}

Figure first_recommendation(std::size_t size) {
  return in_table(beginning, size, "first_recommendation_ms",
                  "first recommend_patterns after the start", "ms");
}

Figure learnt_memory(std::size_t size) {
  return in_table(beginning, size, "rss_mb", "resident memory after all of it", "MB");
}

}  // namespace memory_mcp::bench
