#include "recall/rank.h"

#include <algorithm>
#include <numeric>

#include "recall/relevance.h"

namespace memory_mcp {
namespace {

enum Slot { keyword, vector, recency, reward, context };

// A full cosine is worth this part of the best keyword score the query could have.
constexpr float vector_weight = 0.5F;
// Together at most 15 %: they never lift what is irrelevant above what is not.
constexpr std::array<float, signal_names.size()> prior_weights{0, 0, 0.04F, 0.04F, 0.07F};

void fuse(const Sought& sought, Ranked& ranked) {
  ranked.shares[keyword] = ranked.readings[keyword];
  ranked.shares[vector] = vector_weight * sought.words.best_possible() * ranked.readings[vector];
  const float belongs = ranked.shares[keyword] + ranked.shares[vector];
  for (std::size_t i = recency; i < signal_names.size(); ++i) {
    ranked.shares[i] = belongs * prior_weights[i] * ranked.readings[i];
  }
  ranked.score = std::accumulate(ranked.shares.begin(), ranked.shares.end(), 0.0F);
}

}  // namespace

std::vector<Ranked> rank(const Sought& sought, std::vector<Candidate> candidates) {
  std::vector<Ranked> ranking;
  ranking.reserve(candidates.size());
  for (Candidate& candidate : candidates) {
    Ranked ranked{.candidate = std::move(candidate)};
    std::size_t i = 0;
#define SIGNAL(name) ranked.readings[i++] = name##_signal(sought, ranked.candidate);
#include "recall/signal_list.def"
#undef SIGNAL
    fuse(sought, ranked);
    ranked.relevance = relevance(sought, ranked.candidate);
    const bool belongs = ranked.score > 0 && ranked.relevance > 0 &&
                         ranked.relevance >= static_cast<float>(sought.query.min_relevance);
    if (belongs) ranking.push_back(std::move(ranked));
  }
  std::ranges::sort(ranking, [](const Ranked& a, const Ranked& b) {
    if (a.score != b.score) return a.score > b.score;
    return std::pair(a.candidate.episode, a.candidate.step) <
           std::pair(b.candidate.episode, b.candidate.step);
  });
  return ranking;
}

}  // namespace memory_mcp
