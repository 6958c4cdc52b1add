#include "recall/rank.h"

#include <algorithm>
#include <numeric>

#include "recall/relevance.h"

namespace memory_mcp {
namespace {

enum Slot : std::size_t {
#define SIGNAL(name) name,
#include "recall/signal_list.def"
#undef SIGNAL
};

// Together at most 15 %: they never lift what is irrelevant above what is not.
constexpr std::array<float, signal_names.size()> prior_weights{0, 0, 0.04F, 0.04F, 0.07F};

void read_signals(const Sought& sought, Ranked& ranked) {
  std::size_t i = 0;
#define SIGNAL(name) ranked.readings[i++] = name##_signal(sought, ranked.candidate);
#include "recall/signal_list.def"
#undef SIGNAL
}

// Words and vector say whether a candidate belongs to the query, and make its own score; what is
// left changes that by a few hundredths.
float fuse(const Sought& sought, Ranked& ranked) {
  ranked.shares[keyword] = ranked.readings[keyword];
  ranked.shares[vector] = vector_points(sought, ranked.readings[vector]) *
                          (ranked.candidate.step ? weights::episode_in_step : 1);
  const float own = ranked.shares[keyword] + ranked.shares[vector];
  for (std::size_t i = recency; i < signal_names.size(); ++i) {
    ranked.shares[i] = own * prior_weights[i] * ranked.readings[i];
  }
  ranked.score = std::accumulate(ranked.shares.begin(), ranked.shares.end(), 0.0F);
  return own;
}

}  // namespace

float vector_points(const Sought& sought, float cosine) {
  return weights::cosine * sought.words.best_possible() * std::max(0.0F, cosine);
}

std::vector<Ranked> rank(const Sought& sought, std::vector<Candidate> candidates) {
  const Relevance relevance(sought);
  const float least = std::max(relevance_min, static_cast<float>(sought.query.min_relevance));
  std::vector<Ranked> ranking;
  ranking.reserve(candidates.size());
  for (Candidate& candidate : candidates) {
    Ranked ranked{.candidate = std::move(candidate)};
    read_signals(sought, ranked);
    const float own = fuse(sought, ranked);
    ranked.relevance = relevance.of(ranked.candidate);
    if (own > 0 && ranked.relevance >= least) ranking.push_back(std::move(ranked));
  }
  std::ranges::sort(ranking, [](const Ranked& a, const Ranked& b) {
    if (a.score != b.score) return a.score > b.score;
    // Newer first, as recency has it: what rounding makes equal now and not for the next page
    // stays where it is.
    if (a.candidate.episode != b.candidate.episode)
      return a.candidate.episode > b.candidate.episode;
    return a.candidate.step < b.candidate.step;
  });
  return ranking;
}

}  // namespace memory_mcp
