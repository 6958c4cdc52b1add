// Candidates of a query, in order, with why.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "recall/signal.h"

namespace memory_mcp {

inline constexpr std::array<std::string_view, 5> signal_names{
#define SIGNAL(name) #name,
#include "recall/signal_list.def"
#undef SIGNAL
};

struct Ranked {
  Candidate candidate;
  std::array<float, signal_names.size()> readings{};  // In the order of signal_list.def.
  std::array<float, signal_names.size()> shares{};    // What each adds to the score.
  float score = 0;
  float relevance = 0;
};

// Best first, those below query.min_relevance or with no relevance left out; without them nothing
// is found.
std::vector<Ranked> rank(const Sought& sought, std::vector<Candidate> candidates);

}  // namespace memory_mcp
