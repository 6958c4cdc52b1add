// Signals: what can be said of a candidate, each in a file of its own and a line of
// signal_list.def. Keyword and vector say whether it belongs to the query; the others are mild
// priors that reorder near ties.
#pragma once

#include "base/clock.h"
#include "model/recall_query.h"
#include "recall/keyword/keyword_match.h"
#include "recall/namespace_index.h"
#include "recall/vector_match.h"

namespace memory_mcp {

// What a candidate is compared with.
struct Sought {
  const RecallQuery& query;
  const NamespaceIndex& index;
  const KeywordMatch& words;
  const VectorMatch& vector;
  Timestamp now;
};

// An episode, or a step of one.
struct Candidate {
  EpisodeNumber episode = no_episode;
  std::optional<DocumentId> step;
  // Of its steps, those that match best: best first.
  std::vector<std::pair<float, DocumentId>> best_steps;
  std::optional<float> cosine;  // With the query; none without vectors.
};

// A cosine on the scale of BM25: as much as all words of the query would say.
float vector_points(const Sought& sought, float cosine);

// Keyword in points of BM25, vector a cosine, the priors 0..1.
#define SIGNAL(name) float name##_signal(const Sought& sought, const Candidate& candidate);
#include "recall/signal_list.def"
#undef SIGNAL

}  // namespace memory_mcp
