// From a query to its ranking, in the index of one namespace.
#pragma once

#include <span>
#include <vector>

#include "recall/embedding/embedded_text.h"
#include "recall/rank.h"

namespace memory_mcp {

// What a query found, and what is needed to tell of it.
struct Findings {
  std::vector<QueryWord> words;
  // In the order that was asked for; the best limits::recall_candidates_max.
  std::vector<Ranked> ranking;
  // Of those, what is to be told: the page that was asked for.
  std::size_t begin = 0;
  std::size_t end = 0;
  // Of each on the page, when they were asked for.
  std::vector<Explanation> explanations;
  std::optional<float> highest_cosine;  // Of any episode's description; none without a vector.
};

bool accepts(const EpisodeFacts& facts, const RecallFilter& filter);

// Without a vector only words count.
Findings search(const NamespaceIndex& index, const RecallQuery& query,
                const EmbeddedText& query_text, Timestamp now);

RecallInsights insights_of(const NamespaceIndex& index, std::span<const Ranked> ranking);

}  // namespace memory_mcp
