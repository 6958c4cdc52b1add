// From a query to its ranking, in the index of one namespace.
#pragma once

#include <span>
#include <vector>

#include "recall/rank.h"

namespace memory_mcp {

// What a query found, and what is needed to tell of it.
struct Findings {
  std::vector<QueryWord> words;
  // In the order that was asked for; the best limits::recall_candidates_max.
  std::vector<Ranked> ranking;
  // Of those from query.offset on, as many as were asked for, when they were.
  std::vector<Explanation> explanations;
};

bool accepts(const EpisodeFacts& facts, const RecallFilter& filter);

// Without a vector only words count.
Findings search(const NamespaceIndex& index, const RecallQuery& query,
                std::optional<Vector> query_vector, Timestamp now);

RecallInsights insights_of(const NamespaceIndex& index, std::span<const Ranked> ranking);

}  // namespace memory_mcp
